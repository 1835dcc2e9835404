package org.flipcheck.train.interpolation;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Points on three arms of a spiral, and models that learn which arm. */
final class SmallTraining {

  static final int CLASSES = 3;

  private final float[] points;
  private final int[] labels;

  /** So many points, drawn anew. */
  SmallTraining(int seed, int count) {
    Random random = new Random(seed);
    points = new float[2 * count];
    labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      double radius = 0.2 + 1.8 * random.nextDouble();
      double angle =
          2 * Math.PI * labels[i] / CLASSES + 1.5 * radius + 0.25 * random.nextGaussian();
      points[2 * i] = (float) (radius * Math.cos(angle));
      points[2 * i + 1] = (float) (radius * Math.sin(angle));
    }
  }

  int[] labels() {
    return labels.clone();
  }

  InputBatches batches(int size) {
    return InputBatches.of(labels.length, size, this::inputs);
  }

  private NDArray inputs(NDManager manager, int[] rows) {
    return manager.create(
        Arrays.copyOfRange(points, 2 * rows[0], 2 * (rows[rows.length - 1] + 1)),
        new Shape(rows.length, 2));
  }

  /** Goes on training a model on the first points, all of them in each step. */
  void fit(Model model, int first, int steps) {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(Adam.builder().optLearningRateTracker(Tracker.fixed(0.02f)).build());
    try (Trainer trainer = model.newTrainer(config);
        NDManager all = model.getNDManager().newSubManager()) {
      NDArray inputs = inputs(all, IntStream.range(0, first).toArray());
      NDArray answers = all.create(Arrays.stream(labels).limit(first).asLongStream().toArray());
      for (int step = 0; step < steps; step++) {
        try (NDManager scope = all.newSubManager();
            GradientCollector gradients = trainer.newGradientCollector()) {
          NDList batch = new NDList(inputs);
          batch.attach(scope);
          NDArray logits = trainer.forward(batch).singletonOrThrow();
          gradients.backward(trainer.getLoss().evaluate(new NDList(answers), new NDList(logits)));
          batch.attach(all);
        }
        trainer.step();
      }
    }
  }
}
