package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.train.distillation.Losses.Batch;
import org.flipcheck.train.distillation.Losses.Result;
import org.flipcheck.train.interpolation.GoldenNumbers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Focal distillation and the whole of MPT against its official code: float64 to 1e-12 of each value
 * and gradient, 1e-9 for divergences at a temperature of 100; float32 to 1e-5 of the same float64
 * values, which the reference's own float32 does not reach.
 */
class GoldenFocalDistillationTest {

  private static final Pattern FOCAL =
      Pattern.compile("(fdkl|fdlm)\\(alpha=(.*?),beta=(.*?)(?:,tau=(.*))?\\)@(.*)");

  static List<Vector> terms() {
    return GoldenVectors.load("mpt_loss");
  }

  @ParameterizedTest
  @MethodSource("terms")
  void terms(Vector vector) {
    int settings = 0;
    for (Map.Entry<String, JsonNode> expected : vector.expected().get("float64").properties()) {
      Batch batch = batch(vector, "output", "old_output", "new_teacher_output", "target");
      double tolerance = expected.getKey().contains("tau=100") ? 1e-9 : 1e-12;
      for (DataType type : Losses.TYPES) {
        Result found = Losses.of(term(expected.getKey()), batch, type);
        double within = type == DataType.FLOAT64 ? tolerance : 1e-5;
        found.assertClose(expected.getValue().get("value").asDouble(), within);
        if (expected.getValue().has("grad_wrt_output")) {
          found.assertGradientClose(
              gradient(expected.getValue().get("grad_wrt_output"), batch), within);
        }
      }
      settings++;
    }
    assertThat(settings).isEqualTo(8);
  }

  static List<Vector> totals() {
    return GoldenVectors.load("mpt_total_loss");
  }

  @ParameterizedTest
  @MethodSource("totals")
  void totals(Vector vector) {
    int settings = 0;
    for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
      Batch batch = batch(vector, "outputs", "outputs_old", "outputs_new", "targets");
      for (DataType type : Losses.TYPES) {
        Result found = Losses.of(total(expected.getKey()), batch, type);
        double within = type == DataType.FLOAT64 ? 1e-12 : 1e-5;
        found.assertClose(expected.getValue().get("loss").asDouble(), within);
        if (expected.getValue().has("grad_wrt_outputs")) {
          found.assertGradientClose(
              GoldenNumbers.flat(expected.getValue().get("grad_wrt_outputs")), within);
        }
      }
      settings++;
    }
    assertThat(settings).isEqualTo(12);
  }

  private static DistillationLoss term(String setting) {
    if (setting.startsWith("naive")) {
      return NewError.UNIFORM;
    }
    if (setting.equals("lm@new_teacher")) {
      return new FocalDistillation(
          Teacher.NEW, new LogitMatching(ClassReduction.MEAN), FocalWeights.UNIFORM);
    }
    Matcher parts = FOCAL.matcher(setting);
    assertThat(parts.matches()).as(setting).isTrue();
    LogitDistance distance =
        parts.group(1).equals("fdlm")
            ? new LogitMatching(ClassReduction.MEAN)
            : new SoftenedDivergence(Double.parseDouble(parts.group(4)), TemperatureScaling.NONE);
    return new FocalDistillation(
        parts.group(5).equals("old_slice") ? Teacher.OLD : Teacher.NEW,
        distance,
        new FocalWeights(Double.parseDouble(parts.group(2)), Double.parseDouble(parts.group(3))));
  }

  private static DistillationLoss total(String setting) {
    String[] parts = setting.split("@b=", -1);
    double margin = parts.length == 2 ? Double.parseDouble(parts[1]) : 0;
    return switch (parts[0]) {
      case "No_Treatment" -> MarginCalibration.NONE;
      case "MPT_nodistillation" -> new MarginCalibration(margin);
      case "MPT_KL", "MPT_KL_nobias" -> MarginPreservingDistillation.divergence(margin);
      case "MPT_LM", "MPT_LM_nobias" -> MarginPreservingDistillation.logitMatching(margin);
      case "PCT_Naive" -> PositiveCongruentTraining.naive(1);
      case "PCT_KL" ->
          new PositiveCongruentTraining(SoftenedDivergence.MPT, FocalWeights.PCT, 1, 1);
      case "PCT_LM" ->
          new PositiveCongruentTraining(
              new LogitMatching(ClassReduction.MEAN), FocalWeights.PCT, 0.4, 1);
      default -> throw new IllegalStateException(setting);
    };
  }

  private static Batch batch(Vector vector, String student, String old, String now, String labels) {
    JsonNode inputs = vector.inputs();
    double[][] logits = Losses.rows(inputs.get(student));
    return new Batch(
        Losses.firstClasses(vector.params().get("old_classes").asInt(), logits[0].length),
        logits,
        Losses.labels(inputs.get(labels)),
        Map.of(
            Teacher.OLD, Losses.rows(inputs.get(old)), Teacher.NEW, Losses.rows(inputs.get(now))));
  }

  /** Gradients of the old slice are as wide as that; no other column has any. */
  private static double[] gradient(JsonNode expected, Batch batch) {
    int classes = batch.student()[0].length;
    return Stream.of(Losses.firstColumns(Losses.rows(expected), classes))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }
}
