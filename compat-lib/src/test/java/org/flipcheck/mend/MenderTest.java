package org.flipcheck.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.checkpoint.Interpolation;
import org.flipcheck.checkpoint.Interpolator;
import org.flipcheck.checkpoint.Output;
import org.flipcheck.checkpoint.OutputRows;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.MendResult.Outcome;
import org.flipcheck.report.MendText;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.report.ResultJson;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop with a program of its own process that predicts: {@code predict.sh}. */
class MenderTest {

  @TempDir private Path folder;
  private Path old;
  private Path now;
  private Path dev;
  private Path test;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void trainBothModels() throws IOException {
    float[][] first = new LinearTask("train", 1, 60).train(LinearTask.zero(), 60);
    float[][] second = new LinearTask("train", 2, 400).train(first, 40);
    old = LinearTask.write(folder.resolve("old.safetensors"), first, 1);
    now = LinearTask.write(folder.resolve("new.safetensors"), second, 1);
    dev = new LinearTask("dev", 3, 4_000).write(folder.resolve("dev.csv"));
    test = new LinearTask("test", 4, 4_000).write(folder.resolve("test.csv"));
  }

  private static String script() {
    try {
      return Path.of(MenderTest.class.getResource("/mend/predict.sh").toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String command() {
    return "sh '%s' {weights} {data} {out}".formatted(script());
  }

  private MendRequest request() {
    return new MendRequest(old, now, List.of(), Optional.empty(), OutputRows.NONE, dev, test);
  }

  private CheckpointModels models(String command) throws IOException {
    return models(request(), command);
  }

  private CheckpointModels models(MendRequest request, String command) throws IOException {
    return new CheckpointModels(
        request,
        new PredictCommand(command, Duration.ofSeconds(60)),
        new PredictionColumns(
            "id", "prediction", Optional.of("label"), Optional.empty(), List.of("slice")),
        new WorkFolder(folder.resolve("out")),
        1);
  }

  private Mended mend(MixableModels models, Optional<PolicyFile> policy) throws IOException {
    return new Mender(
            models,
            SelectionRule.DEFAULT,
            List.of(),
            new Judge(policy, Enforcement.FULL),
            (step, most, line) -> {
              assertThat(step).isLessThanOrEqualTo(most);
              said.add(line);
            })
        .run();
  }

  private static Optional<PolicyFile> policy(String rules) {
    return Optional.of(PolicyFile.parse("policy.yaml", "schema_version: 1\nrules:\n" + rules));
  }

  @Test
  void mendsAndWritesTheModelWithItsEvidence() throws IOException {
    Path out = folder.resolve("out");
    Mended mended;
    try (CheckpointModels models = models(command())) {
      mended =
          mend(
              models,
              policy(
                  """
                    - {metric: negative_flip_rate, max: 0.2}
                    - {metric: accuracy_delta, min: -0.02, each: slice}
                  """));
      new MendFolder(out, false).write(mended, models);
    }

    assertThat(mended.result().outcome()).isEqualTo(Outcome.MENDED);
    assertThat(mended.result().exitCode()).isZero();
    WeightPoint chosen = mended.result().choice().orElseThrow().selection().chosen();
    assertThat(chosen.againstOld().negativeFlips())
        .isLessThan(mended.result().choice().get().selection().now().againstOld().negativeFlips());
    assertThat(said)
        .hasSizeGreaterThan(8)
        .anyMatch(line -> line.matches("the old model on dev: 2,\\d{3} of 4,000 right"))
        .anyMatch(
            line -> line.matches("BCWI, 20 % old \\+ 80 % new on dev: 2,\\d{3} of 4,000 right"));
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            "curve.csv",
            "curve.svg",
            "junit.xml",
            "mend.json",
            "mend.md",
            "model",
            "predictions",
            "report.md",
            "result.json",
            "update.json");
    assertThat(out.resolveSibling(".out.new")).doesNotExist();
    theModelIsTheOneThatWasEvaluated(out, chosen);
    theResultCountsWhatThePredictionsSay(out, mended);
  }

  private void theModelIsTheOneThatWasEvaluated(Path out, WeightPoint chosen) throws IOException {
    Path again = folder.resolve("again");
    new Interpolator(
            Interpolation.bcwi(old, now, chosen.oldWeight()),
            new Output(again, Output.Existing.REFUSE),
            1,
            "test",
            (done, total) -> {})
        .run();
    byte[] written = Files.readAllBytes(out.resolve("model/new.safetensors"));
    byte[] expected = Files.readAllBytes(again.resolve("new.safetensors"));
    int tensors = 4 * (1 + LinearTask.CLASSES * 9);
    assertThat(lastBytes(written, tensors)).isEqualTo(lastBytes(expected, tensors));
  }

  private static byte[] lastBytes(byte[] bytes, int count) {
    return java.util.Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
  }

  private static void theResultCountsWhatThePredictionsSay(Path out, Mended mended)
      throws IOException {
    ComparisonResult result =
        ResultJson.read("result.json", Files.readString(out.resolve("result.json")));
    FlipCounts counts = result.overall().pairs().counts().orElseThrow();
    List<String> before = Files.readAllLines(out.resolve("predictions/old.csv"));
    List<String> after = Files.readAllLines(out.resolve("predictions/mended.csv"));
    long flips = 0;
    for (int i = 1; i < before.size(); i++) {
      String[] one = before.get(i).split(",", -1);
      String[] two = after.get(i).split(",", -1);
      assertThat(one[0]).isEqualTo(two[0]).startsWith("test-");
      flips += one[1].equals(one[2]) && !two[1].equals(two[2]) ? 1 : 0;
    }
    assertThat(counts.n()).isEqualTo(4_000).isEqualTo(before.size() - 1);
    assertThat(counts.negativeFlips()).isPositive().isEqualTo(flips);
    assertThat(result.slices()).hasSize(2);
    assertThat(result.slices().stream().mapToLong(slice -> slice.pairs().n()).sum())
        .isEqualTo(4_000);
    assertThat(result.gate().orElseThrow().report().verdict()).isEqualTo(Verdict.PASS);
    assertThat(mended.result().choice().orElseThrow().confirmation().flips().n()).isEqualTo(4_000);
  }

  @Test
  void writesNoModelThatDoesNotPassAndSaysWhatComesClosest() throws IOException {
    Path out = folder.resolve("out");
    Mended mended;
    try (CheckpointModels models = models(command())) {
      mended = mend(models, policy("  - {metric: negative_flip_rate, max: 0.0001}\n"));
      new MendFolder(out, false).write(mended, models);
    }
    assertThat(mended.result().outcome()).isEqualTo(Outcome.NOT_MENDED);
    assertThat(mended.result().exitCode()).isEqualTo(1);
    assertThat(out.resolve("model")).doesNotExist();
    assertThat(MendText.headline(mended.result()))
        .startsWith("Not mended: no weight passes the policy; BCWI, ")
        .contains(" comes closest: ");
    assertThat(out.resolve("mend.md")).content().contains("## Findings").contains("FAIL");
  }

  @Test
  void modelsThatAreNotConnectedAreRecognisedHalfWay() throws IOException {
    float[][] second = new LinearTask("train", 2, 400).train(LinearTask.zero(), 60);
    now = LinearTask.write(folder.resolve("new.safetensors"), second, -1);
    try (CheckpointModels models = models(command())) {
      Mended mended = mend(models, Optional.empty());
      assertThat(mended.result().outcome()).isEqualTo(Outcome.NOT_CONNECTED);
      assertThat(mended.result().exitCode()).isEqualTo(1);
      assertThat(MendText.headline(mended.result()))
          .startsWith("Not mended: half-way between the models ")
          .contains("the new model was not fine-tuned from the old one");
      assertThat(said).hasSize(5);
    }
  }

  @Test
  void goesOnWhereItWasInterrupted() throws IOException {
    Path calls = folder.resolve("calls");
    Path program = folder.resolve("program.sh");
    Files.writeString(
        program,
        """
        echo x >>'%s'
        sh '%s' "$@"
        [ $(wc -l <'%s') -ne 7 ] # fails the seventh time
        """
            .formatted(calls, script(), calls));
    String failing = "sh '%s' {weights} {data} {out}".formatted(program);
    assertThatThrownBy(
            () -> {
              try (CheckpointModels models = models(failing)) {
                mend(models, Optional.empty());
              }
            })
        .isInstanceOf(MendException.class);
    int before = Files.readAllLines(calls).size();
    assertThat(before).isEqualTo(7);
    said.clear();
    Mended resumed;
    try (CheckpointModels models = models(failing)) {
      resumed = mend(models, Optional.empty());
    }
    int again = said.size();
    try (CheckpointModels models = models(command())) {
      assertThat(resumed.result().choice()).isPresent();
      assertThat(resumed.test()).hasSize(3);
      assertThat(resumed.result().choice().get().selection())
          .isEqualTo(mend(models, Optional.empty()).result().choice().orElseThrow().selection());
    }
    assertThat(Files.readAllLines(calls)).hasSize(before + again - 6);
  }

  @Test
  void aProgramThatWasMendedIsAskedAgain() throws IOException {
    Path program = folder.resolve("program.sh");
    Files.writeString(program, command("$1", "$2", "$3") + "; sed -i 2d \"$3\"\n");
    String template = "sh '%s' {weights} {data} {out}".formatted(program);
    try (CheckpointModels models = models(template)) {
      assertThat(models.predict(Mixture.OLD, Split.DEV).rows()).hasSize(3_999);
    }
    Files.writeString(program, command("$1", "$2", "$3") + "\n");
    try (CheckpointModels models = models(template)) {
      assertThat(models.predict(Mixture.OLD, Split.DEV).rows()).hasSize(4_000);
    }
  }

  private static String command(String weights, String data, String out) {
    return "sh '%s' \"%s\" \"%s\" \"%s\"".formatted(script(), weights, data, out);
  }

  @Test
  void answersThatContradictEachOtherAreNotKept() throws IOException {
    String forgetful =
        "case {weights} in *new.safetensors) sed 2d {data} >'%s/less'; sh '%s' {weights} '%s/less' {out};; *) %s;; esac"
            .formatted(folder, script(), folder, command());
    try (CheckpointModels models = models(forgetful)) {
      assertThatThrownBy(() -> mend(models, Optional.empty()))
          .isInstanceOf(MendException.class)
          .hasMessageStartingWith(
              "1 examples that the old model has have no prediction of the new model, such as dev-0000");
    }
    assertThat(folder.resolve(".out.mending")).doesNotExist();
  }

  @Test
  void twoRunsDoNotMeet() throws IOException {
    Path out = folder.resolve("out");
    try (WorkFolder first = new WorkFolder(out);
        WorkFolder second = new WorkFolder(out)) {
      first.lock();
      assertThatThrownBy(second::lock)
          .hasMessage(
              "--out %s: another mend is at work there; wait for it, or choose another folder"
                  .formatted(out));
    }
    try (WorkFolder third = new WorkFolder(out)) {
      third.lock();
    }
    assertThat(folder.resolve(".out.lock")).doesNotExist();
  }

  @Test
  void nothingThatGoesInIsReplaced() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve("mend.json"), "{}");
    now = Files.move(now, out.resolve("new.safetensors"));
    try (CheckpointModels models = models(command())) {
      assertThatThrownBy(() -> new MendFolder(out, true).spare(models))
          .hasMessage(
              "--new %s is in --out %s, which would be replaced; choose another folder"
                  .formatted(now, out.toRealPath()));
    }
  }

  @Test
  void anOldModelThatIsNotInferiorIsKept() throws IOException {
    Path better = now;
    now = old;
    old = better;
    try (CheckpointModels models = models(command())) {
      Mended mended = mend(models, policy("  - {metric: negative_flip_rate, max: 0.2}\n"));
      assertThat(mended.result().outcome()).isEqualTo(Outcome.KEEP_OLD);
      assertThat(mended.result().exitCode()).isEqualTo(1);
      assertThat(MendText.headline(mended.result()))
          .isEqualTo(
              "Not mended: on the development examples the old model is not inferior to the new one, so keep it.");
      Path out = folder.resolve("out");
      new MendFolder(out, false).write(mended, models);
      assertThat(out.resolve("model")).doesNotExist();
    }
  }

  @Test
  void anAdvisoryGateReleasesNothing() throws IOException {
    try (CheckpointModels models = models(command())) {
      Mended mended =
          new Mender(
                  models,
                  SelectionRule.DEFAULT,
                  List.of(),
                  new Judge(
                      policy("  - {metric: negative_flip_rate, max: 0.0001}\n"),
                      new Enforcement(Enforcement.OnInconclusive.INCONCLUSIVE, true)),
                  (step, most, line) -> {})
              .run();
      assertThat(mended.result().outcome()).isEqualTo(Outcome.NOT_MENDED);
    }
  }

  @Test
  void modelsThatDoNotFitAreToldBeforeAnythingIsAsked() throws IOException {
    Path calls = folder.resolve("calls");
    new org.flipcheck.checkpoint.TensorFile().f32("w", 1, 2).f32("s", 1).write(now);
    assertThatThrownBy(() -> models("echo x >>'%s'; ".formatted(calls) + command()))
        .isInstanceOf(MendException.class)
        .hasMessageContaining("tensor w");
    assertThat(calls).doesNotExist();
  }

  @Test
  void whatIsKeptOfOtherInputsIsThrownAway() throws IOException {
    try (CheckpointModels models = models(command())) {
      models.predict(Mixture.OLD, Split.DEV);
    }
    Path kept = folder.resolve(".out.mending/old-dev.predictions");
    assertThat(kept).exists();
    Files.writeString(dev, Files.readString(dev) + "dev-x,class0,a,1,1,1,1,1,1,1,1\n");
    try (CheckpointModels models = models(command())) {
      assertThat(kept).doesNotExist();
      assertThat(models.predict(Mixture.OLD, Split.DEV).rows()).hasSize(4_001);
    }
  }

  @Test
  void examplesThatChooseDoNotConfirm() throws IOException {
    Path copy = Files.copy(dev, folder.resolve("copy.csv"));
    assertThatThrownBy(
            () ->
                models(
                    new MendRequest(
                        old, now, List.of(), Optional.empty(), OutputRows.NONE, dev, copy),
                    command()))
        .hasMessage(
            "--dev %s and --test %s hold the same examples: what chose the weight cannot confirm it; give others to one of them"
                .formatted(dev, copy));
    List<String> lines = new ArrayList<>(Files.readAllLines(test));
    lines.add(Files.readAllLines(dev).get(1));
    Files.write(test, lines);
    try (CheckpointModels models = models(command())) {
      assertThatThrownBy(() -> mend(models, Optional.empty()))
          .hasMessage(
              "1 example is both in --dev and in --test, such as dev-0000: what chose the weight cannot confirm it; take them out of one, or, where they are other examples, give each an id of its own");
    }
  }

  @Test
  void missingFilesAreToldAtOnce() {
    MendRequest request =
        new MendRequest(
            folder.resolve("a"),
            now,
            List.of(folder.resolve("b")),
            Optional.of(folder.resolve("c")),
            OutputRows.NONE,
            dev,
            folder.resolve("d"));
    assertThatThrownBy(() -> models(request, command()))
        .isInstanceOfSatisfying(
            MendException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "--old %s: there is no such file; check the path"
                            .formatted(folder.resolve("a")),
                        "--soup %s: there is no such file; check the path"
                            .formatted(folder.resolve("b")),
                        "--fisher %s: there is no such file; check the path"
                            .formatted(folder.resolve("c")),
                        "--test %s: there is no such file; check the path"
                            .formatted(folder.resolve("d"))));
  }

  @Test
  void aPolicyThatNeedsMoreThanCountsIsRefused() {
    assertThatThrownBy(
            () ->
                new Judge(
                    Optional.of(
                        PolicyFile.parse(
                            "policy.yaml",
                            """
                            schema_version: 1
                            costs: {default: 1}
                            rules:
                              - {metric: flip_cost, max: 3}
                            protected:
                              - {name: p, ids: [a], owner: me}
                            """)),
                    Enforcement.FULL))
        .isInstanceOf(MendException.class)
        .hasMessageContaining("the policy protects examples, which only compare looks up")
        .hasMessageContaining("the policy has costs, which only compare adds up");
  }

  @Test
  void aSliceThatThePolicyJudgesHasToBeAColumn() throws IOException {
    try (CheckpointModels models = models(command())) {
      assertThatThrownBy(
              () ->
                  mend(
                      models,
                      policy("  - {metric: negative_flip_rate, max: 0.1, each: country}\n")))
          .hasMessage(
              "the policy judges slices of [country], but the predictions have the slice columns [slice]; name them by --slice");
    }
  }

  @Test
  void soupAndFisherAreTriedToo() throws IOException {
    float[][] first = new LinearTask("train", 1, 60).train(LinearTask.zero(), 60);
    Path more =
        LinearTask.write(
            folder.resolve("more.safetensors"),
            new LinearTask("train", 5, 400).train(first, 40),
            1);
    MendRequest request =
        new MendRequest(
            old, now, List.of(more), Optional.of(old(first)), OutputRows.NONE, dev, test);
    try (CheckpointModels models = models(request, command())) {
      Mended mended = mend(models, Optional.empty());
      assertThat(mended.result().choice().orElseThrow().selection().curve())
          .extracting(WeightPoint::kind)
          .contains(
              WeightPoint.Kind.BCWI, WeightPoint.Kind.FISHER_BCWI, WeightPoint.Kind.SOUP_BCWI);
      assertThat(mended.result().choice().get().confirmation().relativeReduction())
          .isNotEqualTo(OptionalDouble.empty());
    }
  }

  /** Any positive numbers in the shapes of the model are a Fisher. */
  private Path old(float[][] weights) throws IOException {
    float[][] squares = LinearTask.zero();
    for (int c = 0; c < squares.length; c++) {
      for (int i = 0; i < squares[c].length; i++) {
        squares[c][i] = weights[c][i] * weights[c][i] + 0.01f;
      }
    }
    return LinearTask.write(folder.resolve("fisher.safetensors"), squares, 1);
  }
}
