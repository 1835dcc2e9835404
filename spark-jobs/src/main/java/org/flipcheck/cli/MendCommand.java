package org.flipcheck.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.mend.CheckpointModels;
import org.flipcheck.mend.Judge;
import org.flipcheck.mend.LiveModels;
import org.flipcheck.mend.MendException;
import org.flipcheck.mend.MendFolder;
import org.flipcheck.mend.MendRequest;
import org.flipcheck.mend.Mended;
import org.flipcheck.mend.Mender;
import org.flipcheck.mend.MixableModels;
import org.flipcheck.mend.PredictCommand;
import org.flipcheck.mend.PredictionColumns;
import org.flipcheck.mend.WorkFolder;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.select.SelectionRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mends an update by interpolation, choosing and confirming the weight: no Spark. */
@Command(
    name = "mend",
    header = "Mend an update: find the mixture of old and new weights that breaks least.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Interpolates the weights of the old and the new model, lets a program predict with each"
          + " mixture, counts negative flips, and chooses how much the old model counts: the fewest"
          + " negative flips on the --dev examples among the mixtures whose accuracy there is not"
          + " inferior to the new model's. Then it confirms the choice on the --test examples, which"
          + " chose nothing, and judges it by the policy.",
      "",
      "Two ways to predict:",
      "  --predict-cmd   your own program, on safetensors. It is given a model and examples, and"
          + " writes CSV with a header, or JSON lines: id, label, prediction, any slice columns.",
      "  without it      TorchScript models (.pt) predict in this process, on examples in .npz or"
          + " .safetensors: arrays 'inputs' and 'labels'.",
      "",
      "It works for a new model that was fine-tuned FROM the old one. Models that were trained apart"
          + " are recognised half-way between them, and refused.",
      "",
      "--out holds mend.md and mend.json (what was tried, chosen and confirmed), curve.csv and"
          + " curve.svg, result.json, report.html and report.md of the chosen model on --test, predictions/ for"
          + " flipcheck compare, and, only if it may be released, model/.",
      "",
      "After Ctrl-C or a kill the same command goes on: what was predicted is kept beside --out.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck mend --old v6.safetensors --new v7.safetensors --dev dev.csv --test test.csv \\",
      "    --predict-cmd 'python predict.py --weights {weights} --data {data} --out {out}' \\",
      "    --policy conf/policy.yaml --out mended",
      "  flipcheck mend --old v6.pt --new v7.pt --dev dev.npz --test test.npz --out mended",
      "",
      "Exit codes: 0 there is a model to release in --out/model, 1 none passes (mend.md says what",
      "comes closest), 2 bad usage or input and nothing was written, 3 the test examples do not",
      "decide, 4 internal error."
    })
final class MendCommand implements Callable<Integer> {

  @Option(
      names = "--old",
      required = true,
      paramLabel = "PATH",
      description = "The model in use: safetensors as for interpolate, or TorchScript (.pt).")
  private Path old;

  @Option(
      names = "--new",
      required = true,
      paramLabel = "PATH",
      description = "The model that was fine-tuned from it.")
  private Path now;

  @Option(
      names = "--soup",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "More new models of the same recipe: their mean with --new is tried too (SoupBCWI).")
  private List<Path> soup = new ArrayList<>();

  @Option(
      names = "--fisher",
      paramLabel = "PATH",
      description = "The old model's diagonal Fisher information: FisherBCWI is tried too.")
  private Optional<Path> fisher = Optional.empty();

  @Mixin private ClassLists classes = new ClassLists();

  @Option(
      names = "--own-weight",
      paramLabel = "PATTERN",
      description =
          "Tensors that get a weight of their own, searched after the common one. May be repeated.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--dev",
      required = true,
      paramLabel = "FILE",
      description = "The examples that choose; what the program is given as {data}.")
  private Path dev;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "FILE",
      description = "The examples that confirm; none of them may be among --dev.")
  private Path test;

  @Mixin private MendPrediction prediction = new MendPrediction();

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description = "How much accuracy may be lost against the new model (default: 0.005).")
  private double tolerance = SelectionRule.DEFAULT.tolerance();

  @Option(
      names = "--confidence",
      paramLabel = "LEVEL",
      description =
          "Two-sided level at which no more than that is lost on --dev; 0 takes observed accuracies,"
              + " which overshoots on few examples (default: 0.8).")
  private double confidence = SelectionRule.DEFAULT.confidence();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The rules that the mended update has to pass, in YAML or JSON.")
  private Optional<Path> policy = Optional.empty();

  @Mixin private VerdictOptions verdict = new VerdictOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the result.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace an earlier result of mend in --out.")
  private boolean overwrite;

  @Mixin private MixThreads threads = new MixThreads();

  @Override
  public Integer call() {
    try {
      return mend();
    } catch (MendException e) {
      throw new Problems(e.problems().stream().map(Terminal::visible).toList());
    } catch (IOException | UncheckedIOException e) {
      throw new Problems(
          "cannot read what goes in or write to %s: %s"
              .formatted(out, Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  private int mend() throws IOException {
    List<String> problems = new ArrayList<>();
    SelectionRule rule = rule(problems);
    MendRequest request =
        new MendRequest(old, now, soup, fisher, classes.rows(problems), dev, test);
    Optional<PolicyFile> rules = policy.flatMap(file -> PolicyReading.of(file, problems));
    Optional<Duration> timeout = prediction.timeout(problems);
    prediction.check(problems);
    if (policy.isEmpty() && !verdict.enforcement().equals(Enforcement.FULL)) {
      problems.add(
          "--advisory and --on-inconclusive say what a policy's verdict means; give --policy");
    }
    threads.check(problems);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    Judge judge = new Judge(rules, verdict.enforcement());
    MendFolder folder = new MendFolder(out, overwrite);
    try (WorkFolder work = new WorkFolder(out)) {
      work.lock();
      try (MixableModels models = open(request, work, timeout)) {
        folder.spare(models.sources());
        Mended mended = new Mender(models, rule, groups, judge, new MendProgress()).run();
        folder.write(mended, models);
        int code = MendOutcome.print(mended, out, verdict.enforcement());
        work.remove();
        return code;
      }
    }
  }

  private SelectionRule rule(List<String> problems) {
    try {
      return new SelectionRule(tolerance, confidence);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return SelectionRule.DEFAULT;
    }
  }

  private MixableModels open(MendRequest request, WorkFolder work, Optional<Duration> timeout)
      throws IOException {
    if (prediction.command().isEmpty()) {
      return LiveModels.open(request);
    }
    PredictionColumns columns = prediction.columns();
    PredictCommand command = new PredictCommand(prediction.command().get(), timeout.orElseThrow());
    return new CheckpointModels(request, command, columns, work, threads.count());
  }
}
