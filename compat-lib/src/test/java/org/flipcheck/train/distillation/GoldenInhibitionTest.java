package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flipcheck.GoldenVectors;
import org.flipcheck.GoldenVectors.Vector;
import org.flipcheck.train.distillation.Losses.Batch;
import org.flipcheck.train.distillation.Losses.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Focal distillation and LDI against the code released with ELODI, its divergence in the per-row
 * form: float64 to 1e-12 of each value, 1e-9 at a temperature of 100; float32 to 1e-5.
 */
class GoldenInhibitionTest {

  private static final Pattern DIVERGENCE = Pattern.compile("kl,T=(\\d+),alpha=1,beta=5:(.*)");

  private static final Pattern INHIBITION =
      Pattern.compile("ldi,p=2,margin=(.*),exclude_gt=(.*):as_released");

  static List<Vector> released() {
    return GoldenVectors.load("pct_amazon_losses");
  }

  @ParameterizedTest
  @MethodSource("released")
  void released(Vector vector) {
    double[][] student = Losses.rows(vector.inputs().get("new_logits"));
    int classes = student[0].length;
    Batch batch =
        new Batch(
            Losses.firstClasses(classes, classes),
            student,
            Losses.labels(vector.inputs().get("labels")),
            Map.of(Teacher.OLD, Losses.rows(vector.inputs().get("old_logits"))));
    int settings = 0;
    for (Map.Entry<String, JsonNode> expected : vector.expected().properties()) {
      double wanted = expected.getValue().asDouble();
      Matcher divergence = DIVERGENCE.matcher(expected.getKey());
      for (DataType type : Losses.TYPES) {
        Result found = Losses.of(loss(expected.getKey()), batch, type);
        found.assertFinite();
        if (divergence.matches() && divergence.group(2).equals("as_released")) {
          if (student.length > 1) {
            assertThat(Math.abs(found.value() - wanted))
                .as("an outer product, not a weight per row")
                .isGreaterThan(0.01 * wanted);
          }
          continue;
        }
        double exact = expected.getKey().startsWith("kl,T=100") ? 1e-9 : 1e-12;
        found.assertClose(wanted, type == DataType.FLOAT64 ? exact : 1e-5);
      }
      settings++;
    }
    assertThat(settings).isEqualTo(9);
  }

  private static DistillationLoss loss(String setting) {
    Matcher divergence = DIVERGENCE.matcher(setting);
    if (divergence.matches()) {
      return new FocalDistillation(
          Teacher.OLD,
          new SoftenedDivergence(
              Double.parseDouble(divergence.group(1)), TemperatureScaling.SQUARED),
          FocalWeights.PCT);
    }
    if (setting.equals("l2,alpha=1,beta=5:as_released")) {
      return new FocalDistillation(
          Teacher.OLD, new LogitMatching(ClassReduction.MEAN), new FocalWeights(2, 10));
    }
    Matcher inhibition = INHIBITION.matcher(setting);
    assertThat(inhibition.matches()).as(setting).isTrue();
    return new FocalDistillation(
        Teacher.OLD,
        new LogitInhibition(
            Double.parseDouble(inhibition.group(1)),
            2,
            OptionalInt.empty(),
            inhibition.group(2).equals("True")
                ? LogitInhibition.Label.EXCLUDED
                : LogitInhibition.Label.INCLUDED),
        FocalWeights.UNIFORM);
  }
}
