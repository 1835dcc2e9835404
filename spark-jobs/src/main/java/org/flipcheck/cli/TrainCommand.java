package org.flipcheck.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.mend.FirstTraining;
import org.flipcheck.mend.Judge;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.MendFolder;
import org.flipcheck.mend.Mended;
import org.flipcheck.mend.TrainableModels;
import org.flipcheck.mend.TrainingMender;
import org.flipcheck.mend.Trainings;
import org.flipcheck.mend.WorkFolder;
import org.flipcheck.report.PolicyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains an update that breaks less, by a configuration file: no Spark. */
@Command(
    name = "train",
    header = "Train an update that breaks less: distil from the old model, and choose the best.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Trains the update without treatment and by each method of the configuration, such as"
          + " margin-preserving training (mpt) and positive-congruent training (pct), counts negative"
          + " flips, and chooses: the fewest on the dev examples among the candidates whose accuracy"
          + " there is not inferior to the untreated model's. Then it confirms the choice on the test"
          + " examples, which chose nothing, and judges it by the policy.",
      "",
      "The configuration says what to learn from (images, tables or texts), which model is in use"
          + " (a TorchScript file, or the model/ of an earlier run), what is trained (a built-in"
          + " network, or your own TorchScript model) and by which methods; a list for a number is a"
          + " grid. Without an old model, a first model is trained.",
      "",
      "--out holds mend.md and mend.json (what was tried, chosen and confirmed), curve.csv and"
          + " curve.svg, metrics.jsonl (every epoch), result.json, report.html and report.md of the chosen model"
          + " on test, predictions/ in Arrow IPC for flipcheck compare, config.yaml, and, only if it"
          + " may be released, model/.",
      "",
      "After Ctrl-C or a kill the same command goes on from the last epoch: what was trained is kept"
          + " beside --out.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck train --config conf/train-text.yaml --out mended",
      "  flipcheck train --config first.yaml --out v1      # no 'old' there: trains a first model",
      "",
      "The keys of the configuration are explained in conf/train-text.yaml.",
      "",
      "Exit codes: 0 there is a model to release in --out/model, 1 none passes (mend.md says what",
      "comes closest), 2 bad usage or input and nothing was written, 3 the test examples do not",
      "decide, 4 internal error."
    })
final class TrainCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "What to train, in YAML or JSON; paths in it are relative to its folder.")
  private Path config;

  @Mixin private VerdictOptions verdict = new VerdictOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the result.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace an earlier result in --out.")
  private boolean overwrite;

  @Override
  public Integer call() {
    try (TrainProgress progress = new TrainProgress()) {
      return train(progress);
    } catch (MendException e) {
      throw new Problems(e.problems().stream().map(Terminal::visible).toList());
    } catch (IOException | UncheckedIOException e) {
      throw new Problems(
          "cannot read what goes in or write to %s: %s"
              .formatted(out, Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  private int train(TrainProgress progress) throws IOException {
    MendFolder folder = new MendFolder(out, overwrite);
    try (WorkFolder work = new WorkFolder(out)) {
      work.lock();
      try (TrainableModels models = Trainings.open(config, work.path(), progress)) {
        folder.spare(models.sources());
        int code = models.hasOld() ? mend(folder, models, progress) : first(folder, models);
        work.remove();
        return code;
      }
    }
  }

  private int first(MendFolder folder, TrainableModels models) throws IOException {
    FirstTraining first = FirstTraining.run(models);
    folder.write(first, models);
    System.out.println(first.headline());
    System.out.printf("Written to %s, the model is in model/%n", out);
    return ExitCode.PASS;
  }

  private int mend(MendFolder folder, TrainableModels models, TrainProgress progress)
      throws IOException {
    List<String> problems = new ArrayList<>();
    Optional<PolicyFile> rules = models.policy().flatMap(file -> PolicyReading.of(file, problems));
    if (models.policy().isEmpty() && !verdict.enforcement().equals(Enforcement.FULL)) {
      problems.add(
          "--advisory and --on-inconclusive say what a policy's verdict means; give policy: FILE in the configuration");
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    Judge judge = new Judge(rules, verdict.enforcement());
    Mended mended = new TrainingMender(models, judge, progress).run();
    folder.write(mended, models.sources());
    progress.close();
    return MendOutcome.print(mended, out, verdict.enforcement());
  }
}
