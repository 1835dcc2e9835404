package org.flipcheck.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A network that tells the class of an image: trains it and asks it. Owns the network's weights
 * until it is closed. Not thread-safe, and since DJL's random seed belongs to the process, only one
 * at a time may be {@linkplain #fit trained} there.
 *
 * <p>With one thread ({@code -Dai.djl.pytorch.num_threads=1}) the same data and plan give the same
 * weights, bit for bit, on the same kind of processor and version of the engine. Other processors
 * may add in another order, and training then ends at slightly different weights.
 */
public final class ImageClassifier implements AutoCloseable {

  private static final int ASK_BATCH = 500;

  private final Model model;

  private ImageClassifier(Model model) {
    this.model = model;
  }

  /**
   * A classifier on the CPU.
   *
   * @param name for messages of the engine
   * @param network from (batch, 1, rows, columns) to logits (batch, classes), float32; without
   *     weights, or with the weights to go on from
   * @return a classifier that owns the network
   */
  public static ImageClassifier of(String name, Block network) {
    Model model = Model.newInstance(name, Device.cpu());
    model.setBlock(network);
    return new ImageClassifier(model);
  }

  /**
   * Trains with cross-entropy and Adam. A network without weights gets random ones first, one with
   * weights goes on from them.
   *
   * @param images to learn from
   * @param plan how
   * @param listener told after each epoch
   * @throws IllegalStateException if the loss stops being a finite number
   */
  public void fit(LabelledImages images, TrainingPlan plan, Consumer<EpochReport> listener) {
    model.getNDManager().getEngine().setRandomSeed(plan.seed());
    Random random = new Random(plan.seed());
    TrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(
                Adam.builder().optLearningRateTracker(Tracker.fixed(plan.learningRate())).build());
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1).addAll(images.imageShape()));
      for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
        int[] order = shuffled(images.size(), random);
        listener.accept(epoch(trainer, images, order, plan.batchSize(), epoch));
      }
    }
  }

  /**
   * Asks the network about every image.
   *
   * @param images to be told
   * @return the logits, by image and class
   * @throws IllegalStateException if the network has no weights yet
   */
  public float[][] logits(LabelledImages images) {
    if (!model.getBlock().isInitialized()) {
      throw new IllegalStateException(
          "classifier '%s' has no weights yet, train it first".formatted(model.getName()));
    }
    float[][] logits = new float[images.size()][];
    for (int start = 0; start < images.size(); start += ASK_BATCH) {
      int[] batch = IntStream.range(start, Math.min(start + ASK_BATCH, images.size())).toArray();
      try (NDManager scope = model.getNDManager().newSubManager()) {
        NDList inputs = new NDList(images.inputs(scope, batch));
        NDArray outputs =
            model
                .getBlock()
                .forward(new ParameterStore(scope, false), inputs, false)
                .singletonOrThrow();
        float[] values = outputs.toFloatArray();
        int classes = values.length / batch.length;
        for (int i = 0; i < batch.length; i++) {
          logits[start + i] = Arrays.copyOfRange(values, i * classes, (i + 1) * classes);
        }
      }
    }
    return logits;
  }

  /** Frees the weights. */
  @Override
  public void close() {
    model.close();
  }

  private static EpochReport epoch(
      Trainer trainer, LabelledImages images, int[] order, int batchSize, int epoch) {
    double lossSum = 0;
    int right = 0;
    for (int start = 0; start < order.length; start += batchSize) {
      int[] batch = Arrays.copyOfRange(order, start, Math.min(start + batchSize, order.length));
      try (NDManager scope = trainer.getManager().newSubManager()) {
        NDList inputs = new NDList(images.inputs(scope, batch));
        NDArray labels = images.labels(scope, batch);
        NDArray logits;
        float loss;
        try (GradientCollector gradients = trainer.newGradientCollector()) {
          logits = trainer.forward(inputs).singletonOrThrow();
          NDArray mean = trainer.getLoss().evaluate(new NDList(labels), new NDList(logits));
          gradients.backward(mean);
          loss = mean.getFloat();
        }
        requireFinite(loss, epoch, start / batchSize + 1);
        trainer.step();
        lossSum += (double) loss * batch.length;
        right += (int) logits.argMax(1).eq(labels).sum().getLong();
      }
    }
    return new EpochReport(epoch, order.length, lossSum / order.length, right);
  }

  private static void requireFinite(float loss, int epoch, int step) {
    if (!Float.isFinite(loss)) {
      throw new IllegalStateException(
          "the loss is %s at step %d of epoch %d; a lower learning rate may help"
              .formatted(loss, step, epoch));
    }
  }

  /** Fisher and Yates, written out: the order then depends on java.util.Random's contract alone. */
  private static int[] shuffled(int size, Random random) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
    return order;
  }
}
