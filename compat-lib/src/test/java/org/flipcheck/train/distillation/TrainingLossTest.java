package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses as DJL's trainer sees them. */
class TrainingLossTest {

  private static final ClassMapping CLASSES =
      ClassMapping.of(List.of("a", "b"), List.of("a", "b", "c"));

  @Test
  void aNetworkLearnsTheLogitsOfItsTeacher() {
    TrainingLoss loss =
        new TrainingLoss(
            "logits",
            new FocalDistillation(
                Teacher.NEW, new LogitMatching(ClassReduction.SUM), FocalWeights.UNIFORM),
            CLASSES);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.5f)).build());
    try (Model model = Model.newInstance("linear", Device.cpu())) {
      model.setBlock(Linear.builder().setUnits(3).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 2));
        NDManager manager = trainer.getManager();
        NDList inputs = new NDList(manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2)));
        NDArray teacher = manager.create(new float[] {3, 1, -2, 0, 5, 4}, new Shape(2, 3));
        NDList labels = new NDList(manager.create(new long[] {0, 1}), teacher);
        NDArray logits = null;
        for (int step = 0; step < 200; step++) {
          try (GradientCollector gradients = trainer.newGradientCollector()) {
            logits = trainer.forward(inputs).singletonOrThrow();
            NDArray value = loss.evaluate(labels, new NDList(logits));
            assertThat(value.getDataType()).isEqualTo(DataType.FLOAT32);
            gradients.backward(value);
          }
          trainer.step();
        }
        float[] learned = logits.toFloatArray();
        assertThat(learned).containsExactly(teacher.toFloatArray(), within(1e-3f));
      }
    }
  }

  @Test
  void aShortBatchCountsForTheRowsThatItHas() {
    TrainingLoss loss = new TrainingLoss("loss", MarginCalibration.NONE, CLASSES);
    loss.addAccumulator("epoch");
    assertThat(loss.getAccumulator("epoch")).isNaN();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray three = manager.zeros(new Shape(3, 3));
      NDArray one = manager.create(new float[] {0, 50, 50}, new Shape(1, 3));

      loss.updateAccumulator(
          "epoch", new NDList(manager.create(new long[] {0, 1, 2})), new NDList(three));
      loss.updateAccumulator("epoch", new NDList(manager.create(new long[1])), new NDList(one));
    }
    double mean = (3 * Math.log(3) + 50 + Math.log(2)) / 4;
    assertThat(loss.getAccumulator("epoch")).isCloseTo((float) mean, within(1e-5f));

    loss.resetAccumulator("epoch");
    assertThat(loss.getAccumulator("epoch")).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.getAccumulator("batch"))
        .withMessage("no accumulator is called 'batch', there are [epoch]");
  }

  @Test
  void namesTheArraysThatItNeeds() {
    TrainingLoss loss =
        new TrainingLoss("loss", MarginPreservingDistillation.divergence(1), CLASSES);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList labels = new NDList(manager.create(new long[1]));
      NDList predictions = new NDList(manager.zeros(new Shape(1, 3)));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> loss.evaluate(labels, predictions))
          .withMessage(
              "1 arrays of labels and 1 of predictions; 1 of predictions is needed, the logits of the student, and 3 of labels: the labels, the logits of the old model, the logits of the new teacher");
    }
  }
}
