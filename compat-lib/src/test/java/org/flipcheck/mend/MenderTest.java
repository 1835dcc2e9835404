package org.flipcheck.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;

/** The whole loop with a program of its own process that predicts: {@code predict.sh}. */
class MenderTest extends MendLoop {

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
    WeightPoint chosen = (WeightPoint) mended.result().choice().orElseThrow().selection().chosen();
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
            "report.html",
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
        .startsWith("Not mended: no candidate passes the policy; BCWI, ")
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
          .extracting(point -> ((WeightPoint) point).kind())
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
