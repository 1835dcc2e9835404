package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.train.distillation.Losses.Batch;
import org.flipcheck.train.distillation.Losses.Result;
import org.flipcheck.train.interpolation.GoldenNumbers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * New error and strict imitation against BackwardCompatibilityML, with the normalisation that each
 * of its classes has: float64 to 1e-12 of each value and gradient, float32 to 1e-5. Where the
 * library is not finite, ours is.
 */
class GoldenCompatibilityLossesTest {

  static List<Vector> manyClasses() {
    return GoldenVectors.load("bcml_losses");
  }

  @ParameterizedTest
  @MethodSource("manyClasses")
  void manyClasses(Vector vector) {
    double[][] student = Losses.rows(vector.inputs().get("h2_logits"));
    int classes = student[0].length;
    Batch batch =
        new Batch(
            Losses.firstClasses(classes, classes),
            student,
            Losses.labels(vector.inputs().get("y")),
            Map.of(Teacher.OLD, Losses.rows(vector.inputs().get("h1_logits"))));
    int settings = 0;
    for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
      String[] setting = expected.getKey().split("@lambda_c=", -1);
      JsonNode value = expected.getValue().get("value");
      for (DataType type : Losses.TYPES) {
        Result found = Losses.of(loss(setting[0], Double.parseDouble(setting[1])), batch, type);
        if (value.isTextual()) {
          assertThat(setting[0]).isIn("StrictImitationNLLLoss", "StrictImitationKLDivergenceLoss");
          found.assertFinite();
          continue;
        }
        double within = type == DataType.FLOAT64 ? 1e-12 : 1e-5;
        found.assertClose(value.asDouble(), within);
        if (expected.getValue().has("grad_wrt_h2_logits")) {
          found.assertGradientClose(
              GoldenNumbers.flat(expected.getValue().get("grad_wrt_h2_logits")), within);
        }
      }
      settings++;
    }
    assertThat(settings).isEqualTo(18);
  }

  static List<Vector> binary() {
    return GoldenVectors.load("bcml_binary_losses");
  }

  @ParameterizedTest
  @MethodSource("binary")
  void binary(Vector vector) {
    double[] old = GoldenNumbers.flat(vector.inputs().get("h1_sigmoid"));
    double[][] now = {GoldenNumbers.flat(vector.inputs().get("h2_sigmoid"))};
    long[] isPositive = Losses.labels(vector.inputs().get("y"));
    List<String> names = BinaryLogits.classes("spam", "ham");
    int settings = 0;
    for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
      String[] setting = expected.getKey().split("@lambda_c=", -1);
      DistillationLoss loss = loss(setting[0], Double.parseDouble(setting[1]));
      Result found =
          Losses.ofStudent(
              now,
              DataType.FLOAT64,
              sigmoid -> {
                NDArray teacher = sigmoid.getManager().create(old);
                NDArray labels = sigmoid.getManager().create(isPositive);
                return loss.of(
                    LogitBatch.of(
                        ClassMapping.of(names, names),
                        BinaryLogits.columns(logit(sigmoid.squeeze(0))),
                        BinaryLogits.labels(labels),
                        Map.of(Teacher.OLD, BinaryLogits.columns(logit(teacher)))));
              });
      found.assertClose(expected.getValue().get("value").asDouble(), 1e-12);
      found.assertGradientClose(
          GoldenNumbers.flat(expected.getValue().get("grad_wrt_h2_sigmoid")), 1e-12);
      settings++;
    }
    assertThat(settings).isEqualTo(6);
  }

  private static NDArray logit(NDArray sigmoid) {
    return sigmoid.log().sub(sigmoid.neg().add(1).log());
  }

  private static DistillationLoss loss(String name, double weight) {
    DistillationLoss dissonance =
        switch (name) {
          case "BCNLLLoss" -> NewError.UNIFORM;
          case "BCCrossEntropyLoss",
              "BCBinaryCrossEntropyLoss",
              "StrictImitationCrossEntropyLoss" ->
              new NewError(SupportReduction.SUPPORT_MEAN);
          case "BCKLDivergenceLoss" -> new NewError(SupportReduction.SUPPORT_ELEMENT_MEAN);
          case "StrictImitationNLLLoss" -> StrictImitation.UNIFORM;
          // Finite as released only where the old model is never right, and no row is imitated.
          case "StrictImitationKLDivergenceLoss" ->
              new StrictImitation(SupportReduction.SUPPORT_ELEMENT_MEAN);
          case "StrictImitationBinaryCrossEntropyLoss" ->
              new StrictImitation(SupportReduction.SUPPORT_SUM);
          default -> throw new IllegalStateException(name);
        };
    return WeightedSum.of(1, MarginCalibration.NONE, weight, dissonance);
  }
}
