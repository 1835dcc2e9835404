package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flipcheck.train.distillation.Losses.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits as far apart as a network that diverges will have them. */
class ExtremeLogitsTest {

  private static final double FAR = 1e4;

  private static final Batch BATCH =
      new Batch(
          ClassMapping.of(List.of("a", "b"), List.of("a", "b", "c")),
          new double[][] {{FAR, -FAR, 0}, {-FAR, FAR, FAR}, {0, 0, -FAR}, {-FAR, -FAR, -FAR}},
          new long[] {1, 0, 2, 1},
          Map.of(
              Teacher.OLD,
              new double[][] {{-FAR, FAR}, {FAR, -FAR}, {FAR, FAR}, {-FAR, -FAR}},
              Teacher.NEW,
              new double[][] {{FAR, FAR, -FAR}, {0, 0, 0}, {-FAR, -FAR, FAR}, {-FAR, FAR, 0}}));

  static Stream<DistillationLoss> losses() {
    return Stream.concat(
        MappedClassesTest.losses(),
        Stream.of(
            new EnsembleInhibition(Teacher.NEW, LogitInhibition.ofMargin(0), 0.8),
            new StrictImitation(SupportReduction.SUPPORT_SUM),
            new FocalDistillation(
                Teacher.NEW,
                new SoftenedDivergence(0.01, TemperatureScaling.NONE),
                FocalWeights.PCT)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossAndGradientStayFinite(DistillationLoss loss) {
    for (DataType type : Losses.TYPES) {
      Losses.of(loss, BATCH, type).assertFinite();
    }
  }

  @Test
  void whatIsLostIsExact() {
    // Row by row: label b is 2e4 below a; a is 2e4 below two equal ones; c 1e4 below two; all
    // equal.
    double rows = 2 * FAR + (2 * FAR + Math.log(2)) + (FAR + Math.log(2)) + Math.log(3);
    Losses.of(MarginCalibration.NONE, BATCH).assertClose(rows / 4, 1e-15);
    Losses.of(MarginCalibration.NONE, BATCH, DataType.FLOAT32).assertClose(rows / 4, 1e-15);
  }

  @Test
  void aTeacherWithoutAnyProbabilityForAClassIsFollowed() {
    Batch batch =
        new Batch(
            ClassMapping.of(List.of("a", "b"), List.of("a", "b")),
            new double[][] {{0, 0}},
            new long[] {0},
            Map.of(Teacher.OLD, new double[][] {{0, Double.NEGATIVE_INFINITY}}));
    Losses.Result found =
        Losses.of(
            new FocalDistillation(
                Teacher.OLD,
                new SoftenedDivergence(1, TemperatureScaling.NONE),
                FocalWeights.UNIFORM),
            batch);

    found.assertClose(Math.log(2), 1e-15);
    assertThat(found.gradient()).containsExactly(-0.5, 0.5);
  }
}
