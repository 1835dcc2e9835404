package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledImages;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.fit.RateSchedule;
import org.flipcheck.train.fit.UpdateRule;
import org.flipcheck.train.fit.UpdateTrainer;
import org.junit.jupiter.api.Test;

/** Old features must go on serving the old output layer. */
class BackwardCompatibleTrainingTest {

  /** The old model's first class is the student's last; its second was removed. */
  private static final ClassMapping CLASSES =
      ClassMapping.of(List.of("c", "gone", "b"), List.of("a", "b", "c"));

  @Test
  void isTheFormulaByHand() {
    double[][] z = {{1, -2, 0.5}, {0, 1, 3}, {2, 2, -1}};
    double[][] h = {{0.3, 1, -1}, {2, 0, 1}, {-1, 0.5, 0}};
    long[] labels = {0, 2, 1};
    // Of class a the old model knows nothing; c is its column 0 and b its column 2.
    double expected =
        (crossEntropy(z[0], 0) + crossEntropy(z[1], 2) + crossEntropy(z[2], 1)) / 3
            + 0.7 * (crossEntropy(h[1], 0) + crossEntropy(h[2], 2)) / 2;

    assertThat(value(new BackwardCompatibleTraining(0.7), z, h, labels))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void rowsOfAddedClassesAloneLeaveCrossEntropy() {
    double[][] z = {{1, -2, 0.5}};
    assertThat(
            value(
                new BackwardCompatibleTraining(5), z, new double[][] {{9, 9, -9}}, new long[] {0}))
        .isCloseTo(crossEntropy(z[0], 0), within(1e-12));
  }

  @Test
  void theOldLayerIsTrainedByNoStepAndItsLossFalls() throws IOException {
    LabelledImages images = BrightQuarters.images(200);
    ClassMapping classes = ClassMapping.of(images.classes().subList(0, 3), images.classes());
    Block oldLayer = Linear.builder().setUnits(3).build();
    SequentialBlock body =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(16).build())
            .add(Activation.reluBlock());
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(3);
      oldLayer.initialize(manager, DataType.FLOAT32, new Shape(1, 16));
      float[] before = weights(oldLayer);
      Block block =
          new BackwardCompatibleBlock(body, Linear.builder().setUnits(4).build(), oldLayer);
      try (Classifier student = Classifier.of("student", images.classes(), block)) {
        FitPlan plan =
            new FitPlan(
                6,
                20,
                UpdateRule.ADAM_W,
                0.005,
                RateSchedule.CONSTANT,
                0.1,
                OptionalDouble.empty(),
                1);
        var result =
            UpdateTrainer.of(student, images, plan)
                .optLoss(new BackwardCompatibleTraining(1), classes)
                .fit();

        assertThat(weights(oldLayer)).isEqualTo(before);
        assertThat(result.epochs().get(5).meanLoss())
            .isLessThan(result.epochs().get(0).meanLoss() / 2);
        assertThat(student.logits(images)[0]).hasSize(4);
      }
    }
  }

  @Test
  void aStudentWithoutTheOldLayerIsTold() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LogitBatch batch =
          LogitBatch.of(
              CLASSES, manager.zeros(new Shape(1, 3)), manager.create(new long[1]), Map.of());
      assertThatThrownBy(() -> new BackwardCompatibleTraining(1).of(batch))
          .hasMessage(
              "the loss needs what the old output layer makes of the student's features; train a BackwardCompatibleBlock");
      assertThatThrownBy(() -> batch.withOldLayer(manager.zeros(new Shape(1, 2))))
          .hasMessage(
              "the logits of the old output layer have the shape (1, 2); (1, 3) is needed, one row per example and one column per class");
    }
  }

  private static float[] weights(Block layer) {
    return layer.getParameters().get(0).getValue().getArray().toFloatArray();
  }

  private static double value(DistillationLoss loss, double[][] z, double[][] h, long[] labels) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray student = manager.create(z);
      LogitBatch batch =
          LogitBatch.of(CLASSES, student, manager.create(labels), Map.of())
              .withOldLayer(manager.create(h));
      return loss.of(batch).getDouble();
    }
  }

  private static double crossEntropy(double[] logits, int label) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - logits[label];
  }
}
