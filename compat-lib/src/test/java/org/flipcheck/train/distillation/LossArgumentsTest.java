package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is refused, and in which words. */
class LossArgumentsTest {

  private static final ClassMapping CLASSES =
      ClassMapping.of(List.of("a", "b"), List.of("a", "b", "c"));

  @Test
  void tellsAllThatDoesNotFitInABatch() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray student = manager.ones(new Shape(2, 4), DataType.INT32);
      NDArray labels = manager.create(new long[] {1, 3});
      NDArray old = manager.ones(new Shape(2, 3));
      NDArray now = manager.ones(new Shape(1, 3));

      assertRefused(
          () -> LogitBatch.of(CLASSES, student, labels, Map.of(Teacher.OLD, old, Teacher.NEW, now)),
          """
          the logits of the student have the shape (2, 4); (2, 3) is needed, one row per example and one column per class
          the logits of the student are int32; convert them to FLOAT32 or FLOAT64
          the logits of the old model have the shape (2, 3); (2, 2) is needed, one row per example and one column per class
          the logits of the new teacher have the shape (1, 3); (2, 3) is needed, one row per example and one column per class
          1 of 2 labels are no column of the student, which has 0 to 2: 3 in row 1""");
    }
  }

  @Test
  void namesTheFirstOfManyWrongLabels() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray labels = manager.create(new int[] {-1, 9, 3, 4, 5, 6, 0});

      assertRefused(
          () -> LogitBatch.of(CLASSES, manager.ones(new Shape(7, 3)), labels, Map.of()),
          "6 of 7 labels are no column of the student, which has 0 to 2: -1 in row 0, 9 in row 1, 3 in row 2, 4 in row 3, 5 in row 4 and more");
    }
  }

  @Test
  void refusesLabelsThatAreNoIndices() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertRefused(
          () ->
              LogitBatch.of(
                  CLASSES, manager.ones(new Shape(2, 3)), manager.ones(new Shape(2, 1)), Map.of()),
          "the labels are float32 of the shape (2, 1); INT64 or INT32 of the shape (2) is needed");
    }
  }

  @Test
  void refusesAnEmptyBatch() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertRefused(
          () ->
              LogitBatch.of(
                  CLASSES, manager.create(new Shape(0, 3)), manager.create(new long[0]), Map.of()),
          "the batch has no rows; leave it out");
    }
  }

  @Test
  void namesTheTeacherThatIsMissing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.ones(new Shape(1, 3));
      NDArray labels = manager.create(new long[1]);
      LogitBatch none = LogitBatch.of(CLASSES, logits, labels, Map.of());
      LogitBatch other = LogitBatch.of(CLASSES, logits, labels, Map.of(Teacher.NEW, logits));

      assertRefused(
          () -> NewError.UNIFORM.of(none),
          "the loss needs the logits of the old model, the batch has those of no teacher");
      assertRefused(
          () -> NewError.UNIFORM.of(other),
          "the loss needs the logits of the old model, the batch has those of the new teacher");
    }
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertRefused(
        () -> MarginPreservingDistillation.divergence(-1),
        "the margin is -1.0; it is at least 0 and finite");
    assertRefused(
        () -> new MarginCalibration(Double.NaN), "the margin is NaN; it is at least 0 and finite");
    assertRefused(
        () -> new SoftenedDivergence(0, TemperatureScaling.NONE),
        "the temperature is 0.0; it is above 0 and finite");
    assertRefused(
        () -> new FocalWeights(1, Double.POSITIVE_INFINITY),
        "the focal weight where the teacher is right is Infinity; it is at least 0 and finite");
    assertRefused(() -> new FocalWeights(0, 0), "both focal weights are 0; no row would count");
    assertRefused(
        () -> new ChurnDistillation(Math.nextUp(1.0)),
        "the weight of the old model is 1.0000000000000002; it is between 0 and 1");
    assertRefused(
        () -> new AnchorDistillation(1, -0.5),
        "the weight where the old model is wrong is -0.5; it is between 0 and 1");
    assertRefused(
        () -> new LogitInhibition(0, 0.5, OptionalInt.empty(), LogitInhibition.Label.INCLUDED),
        "the power is 0.5; it is at least 1 and finite");
    assertRefused(
        () -> new LogitInhibition(0, 2, OptionalInt.of(0), LogitInhibition.Label.INCLUDED),
        "the top 0 classes are asked for; it is at least 1, or empty for all");
    assertRefused(
        () -> new WeightedSum(List.of()),
        "no loss of [] has a weight above 0; there is nothing to train");
    assertRefused(
        () -> new PositiveCongruentTraining(SoftenedDivergence.MPT, FocalWeights.PCT, 0, 0),
        "the weights of distillation and of the labels are 0; there is nothing to train");
  }

  @Test
  void refusesMoreTopClassesThanThereAre() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LogitBatch batch =
          LogitBatch.of(
              CLASSES,
              manager.ones(new Shape(1, 3)),
              manager.create(new long[1]),
              Map.of(Teacher.OLD, manager.ones(new Shape(1, 2))));
      DistillationLoss loss =
          new EnsembleInhibition(
              Teacher.OLD,
              new LogitInhibition(0, 2, OptionalInt.of(3), LogitInhibition.Label.INCLUDED),
              1);

      assertRefused(
          () -> loss.of(batch),
          "the top 3 classes are asked for, but both models know only 2; ask for fewer");
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
