package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flipcheck.train.distillation.Losses.Batch;
import org.flipcheck.train.distillation.Losses.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The old model's columns stand in another order, with other names, and with classes of its own.
 */
class MappedClassesTest {

  private static final int ROWS = 9;
  private static final int CLASSES = 6;
  private static final int OLD = 4;

  /** Names of old columns: "d" is a rename, "gone" was removed. */
  private static final List<String> OLD_NAMES = List.of("gone", "delta", "b", "a", "c");

  private static final List<String> NEW_NAMES = List.of("a", "b", "c", "d", "e", "f");

  /** The student's column of each old column. */
  private static final int[] NEW_COLUMNS = {-1, 3, 1, 0, 2};

  static Stream<DistillationLoss> losses() {
    return Stream.of(
        MarginPreservingDistillation.divergence(2),
        MarginPreservingDistillation.logitMatching(2),
        PositiveCongruentTraining.divergence(),
        PositiveCongruentTraining.logitMatching(),
        PositiveCongruentTraining.naive(1),
        NewError.UNIFORM,
        StrictImitation.UNIFORM,
        new ChurnDistillation(0.6),
        new AnchorDistillation(0.6, 0.3),
        PlainDistillation.divergence(0.5),
        new EnsembleInhibition(
            Teacher.OLD,
            new LogitInhibition(0.1, 2, OptionalInt.of(2), LogitInhibition.Label.EXCLUDED),
            0.7));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void orderAndNamesOfOldColumnsDoNotMatter(DistillationLoss loss) {
    Random random = new Random(4);
    double[][] student = logits(random, CLASSES);
    double[][] now = logits(random, CLASSES);
    double[][] old = logits(random, OLD);
    long[] labels = {0, 1, 2, 3, 4, 5, 0, 1, 2};
    old[0][0] = 4;
    old[8][2] = 4;
    double[][] mapped =
        Arrays.stream(old)
            .map(
                row ->
                    Arrays.stream(NEW_COLUMNS)
                        // So low that the removed class has no probability and is no answer.
                        .mapToDouble(column -> column < 0 ? -5000 : row[column])
                        .toArray())
            .toArray(double[][]::new);

    Result plain =
        Losses.of(
            loss,
            new Batch(
                ClassMapping.of(NEW_NAMES.subList(0, OLD), NEW_NAMES),
                student,
                labels,
                Map.of(Teacher.OLD, old, Teacher.NEW, now)));
    Result found =
        Losses.of(
            loss,
            new Batch(
                ClassMapping.of(OLD_NAMES, NEW_NAMES, Map.of("delta", "d")),
                student,
                labels,
                Map.of(Teacher.OLD, mapped, Teacher.NEW, now)));

    assertThat(plain.value()).isNotZero();
    // Another order adds up in another order, which a temperature of 100 makes felt.
    found.assertClose(plain.value(), 1e-12);
    found.assertGradientClose(plain.gradient(), 1e-12);
  }

  @Test
  void aTeacherWhoseAnswerWasRemovedIsNotRight() {
    ClassMapping classes = ClassMapping.of(List.of("gone", "a", "b"), List.of("a", "b"));
    double[][] student = {{1, 2}, {1, 2}};
    double[][] old = {{5, 4, 0}, {0, 4, 5}};
    Batch batch = new Batch(classes, student, new long[] {0, 1}, Map.of(Teacher.OLD, old));

    double second = Math.log1p(Math.exp(-1));
    assertThat(Losses.of(NewError.UNIFORM, batch).value()).isCloseTo(second / 2, within(1e-15));
  }

  @Test
  void rowsOfAddedClassesAreDistilledWithTheWeightOfEveryRow() {
    ClassMapping classes = ClassMapping.of(List.of("a", "b"), List.of("a", "b", "c"));
    double[][] student = {{0, 0, 9}};
    double[][] old = {{2, 0}};
    Batch batch = new Batch(classes, student, new long[] {2}, Map.of(Teacher.OLD, old));
    DistillationLoss loss =
        new FocalDistillation(
            Teacher.OLD, new LogitMatching(ClassReduction.SUM), new FocalWeights(3, 5));

    assertThat(Losses.of(loss, batch).value()).isEqualTo(3 * 0.5 * 4);
    assertThat(Losses.of(new ChurnDistillation(0.9), batch).value())
        .as("the label alone")
        .isCloseTo(Losses.of(MarginCalibration.NONE, batch).value(), within(1e-15));
  }

  private static double[][] logits(Random random, int classes) {
    return IntStream.range(0, ROWS)
        .mapToObj(i -> random.doubles(classes, -3, 3).toArray())
        .toArray(double[][]::new);
  }
}
