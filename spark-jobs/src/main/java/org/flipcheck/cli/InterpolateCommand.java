package org.flipcheck.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.AdapterBase;
import org.flipcheck.checkpoint.AdapterBase.Agreement;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.checkpoint.Interpolation;
import org.flipcheck.checkpoint.InterpolationReport;
import org.flipcheck.checkpoint.Interpolator;
import org.flipcheck.checkpoint.OldWeights;
import org.flipcheck.checkpoint.Output;
import org.flipcheck.checkpoint.Output.Existing;
import org.flipcheck.report.ToolVersion;
import org.flipcheck.text.Glob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixes the weights of two checkpoints: no Spark, no engine, no Python. */
@Command(
    name = "interpolate",
    header = "Mix the weights of the old and the new model: fewer negative flips, no training.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Writes a model whose weights lie between those of the old and the new one (BCWI). It often"
          + " breaks less of what the old model got right, at the accuracy of the new one.",
      "",
      "That holds for a new model that was fine-tuned FROM the old one. Models trained apart have"
          + " nothing in common that could be averaged: the result would be worse than either.",
      "",
      "The weight is that of the OLD model: --old-weight 0.3 is 30 % old + 70 % new. 0 gives the new"
          + " model and 1 the old one, to the last bit. Try several on a development set, compare"
          + " each with `flipcheck compare`, and confirm the best on examples that chose nothing.",
      "",
      "With --fisher, weights that mattered to the old model stay nearer to it (FisherBCWI); useful"
          + " weights may then lie below 0.01 or near 1. With --soup, several new models of one recipe"
          + " are averaged first (SoupBCWI).",
      "",
      "Reads and writes safetensors: F64, F32, F16 and BF16 are mixed as doubles and rounded once."
          + " Whole numbers and truth values are never averaged: where they differ, the new model's"
          + " are taken and named. NaN, infinity and quantised weights are refused.",
      "",
      "LoRA adapters as peft writes them are mixed by their products, not by their factors: the result"
          + " is an adapter of the added ranks, exact but for one rounding, or with --base the whole"
          + " model with the mixture merged into it.",
      "",
      "Where --new is a folder, its configuration, tokenizer and other small files are copied beside the"
          + " weights, and what was copied and what not is told.",
      "",
      "Memory stays small whatever the size of the models. The result appears when it is complete;"
          + " after Ctrl-C or a kill the same command goes on where it was.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck interpolate --old v6.safetensors --new v7.safetensors --old-weight 0.3 --out mended",
      "  flipcheck interpolate --old v6/ --new v7/ --old-weight 0.3 --weight 'embeddings.*=0.8' --out mended",
      "  flipcheck interpolate --old v6/ --new v7/ --old-weight 0.9 --fisher fisher.safetensors --out mended",
      "  flipcheck interpolate --old v6/ --new v7a/ --soup v7b/ v7c/ --old-weight 0.3 --out mended",
      "  flipcheck interpolate --old v6/ --new v7/ --old-weight 0.3 --output-layer 'classifier.*' \\",
      "    --old-classes v6/labels.txt --new-classes v7/labels.txt --out mended",
      "  flipcheck interpolate --old lora-v6/ --new lora-v7/ --old-weight 0.3 --base llama/ --out mended",
      "",
      "Exit codes: 0 written, 2 bad usage or input and nothing was written, 4 internal error."
    })
final class InterpolateCommand implements Callable<Integer> {

  @Option(
      names = "--old",
      required = true,
      paramLabel = "PATH",
      description =
          "The model in use: a .safetensors file, an index of several (.index.json), or a folder with"
              + " either, or a folder with a LoRA adapter.")
  private Path old;

  @Option(
      names = "--new",
      required = true,
      paramLabel = "PATH",
      description = "The model that was fine-tuned from it.")
  private Path now;

  @Option(
      names = "--old-weight",
      required = true,
      paramLabel = "W",
      description = "How much the old model counts, from 0 to 1.")
  private double oldWeight;

  @Option(
      names = "--weight",
      paramLabel = "PATTERN=W",
      description =
          "Another weight of the old model for tensors whose names fit: * is any text, ? one character."
              + " May be repeated; the first that fits counts.")
  private List<String> weights = new ArrayList<>();

  @Option(
      names = "--fisher",
      paramLabel = "PATH",
      description = "The old model's diagonal Fisher information, in tensors of the same names.")
  private Optional<Path> fisher = Optional.empty();

  @Option(
      names = "--new-fisher",
      paramLabel = "PATH",
      description = "The new model's too: both sides weigh by their own (Fisher merging).")
  private Optional<Path> newFisher = Optional.empty();

  @Option(
      names = "--soup",
      arity = "1..*",
      paramLabel = "PATH",
      description = "More new models, averaged with --new before anything else.")
  private List<Path> soup = new ArrayList<>();

  @Mixin private ClassLists classes = new ClassLists();

  @Option(
      names = "--base",
      paramLabel = "PATH",
      description =
          "The base model of LoRA adapters: the mixture is merged into it; without it the result is an adapter.")
  private Optional<Path> base = Optional.empty();

  @Option(
      names = "--same-base",
      description =
          "The adapters are of one base model, though their configurations do not name the same one.")
  private boolean sameBase;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the result; its files are called as those of --new.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace a checkpoint that is in --out.")
  private boolean overwrite;

  @Mixin private MixThreads threads = new MixThreads();

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    Interpolation interpolation = interpolation(problems);
    threads.check(problems);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    System.out.print(InterpolationText.render(interpolation, run(interpolation), out));
    return ExitCode.PASS;
  }

  private InterpolationReport run(Interpolation interpolation) {
    Output output = new Output(out, overwrite ? Existing.REPLACE : Existing.REFUSE);
    String mixture = InterpolationText.mixture(oldWeight);
    try (InterpolationProgress progress = new InterpolationProgress(mixture)) {
      return new Interpolator(interpolation, output, threads.count(), ToolVersion.get(), progress)
          .run();
    } catch (CheckpointException e) {
      throw new Problems(e.problems());
    } catch (IOException e) {
      throw new Problems(
          "cannot read the models or write to %s: %s"
              .formatted(out, Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  private Interpolation interpolation(List<String> problems) {
    return new Interpolation(
        old,
        now,
        soup,
        fisher,
        newFisher,
        new OldWeights(oldWeight, weights.stream().flatMap(w -> named(w, problems)).toList()),
        classes.rows(problems),
        new AdapterBase(base, sameBase ? Agreement.TOLD : Agreement.BY_NAME));
  }

  private static Stream<OldWeights.Named> named(String text, List<String> problems) {
    int equals = text.lastIndexOf('=');
    try {
      double weight = Double.parseDouble(text.substring(equals + 1));
      if (equals > 0) {
        return Stream.of(new OldWeights.Named(new Glob(text.substring(0, equals)), weight));
      }
    } catch (NumberFormatException e) {
      // Told below: either way it is not PATTERN=W.
    }
    problems.add("--weight %s: give PATTERN=W, such as 'embeddings.*=0.8'".formatted(text));
    return Stream.empty();
  }
}
