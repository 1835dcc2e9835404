package org.flipcheck.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.flipcheck.train.interpolation.BlockLogits;
import org.flipcheck.train.interpolation.InputBatches;

/**
 * A network that tells the class of an example: trains it and asks it. Owns the network's weights
 * until it is closed. Not thread-safe, and since DJL's random seed belongs to the process, only one
 * at a time may be {@linkplain #fit trained} there.
 *
 * <p>With one thread ({@code -Dai.djl.pytorch.num_threads=1}) the same data and plan give the same
 * weights, bit for bit, on the same kind of processor and version of the engine. Other processors
 * may add in another order, and training then ends at slightly different weights.
 */
public final class Classifier implements AutoCloseable {

  private static final int ASK_BATCH = 500;

  private final Model model;
  private final List<String> classes;

  private Classifier(Model model, List<String> classes) {
    this.model = model;
    this.classes = classes;
  }

  /**
   * A classifier on the CPU.
   *
   * @param name for messages of the engine
   * @param classes the name of each logit's class; copied
   * @param network from (batch, shape of an example) to logits (batch, classes), float32; without
   *     weights, or with the weights to go on from
   * @return a classifier that owns the network
   */
  public static Classifier of(String name, List<String> classes, Block network) {
    Model model = Model.newInstance(name, Device.cpu());
    model.setBlock(network);
    return new Classifier(model, List.copyOf(classes));
  }

  /**
   * A classifier of a model that was loaded, such as a {@linkplain
   * org.flipcheck.train.interpolation.TorchScriptFile#load TorchScript} one.
   *
   * @param model from (batch, shape of an example) to logits (batch, classes), float32
   * @param classes the name of each logit's class; copied
   * @return a classifier that owns the model
   */
  public static Classifier of(Model model, List<String> classes) {
    return new Classifier(model, List.copyOf(classes));
  }

  /**
   * The names of the classes.
   *
   * @return in the order of the logits
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * The network, which this classifier goes on owning.
   *
   * @return a block from (batch, shape of an example) to logits (batch, classes)
   */
  public Block network() {
    return model.getBlock();
  }

  /**
   * Gives a network without weights random ones, such as to be overwritten.
   *
   * @param inputShape the shape of an example
   */
  public void initialize(Shape inputShape) {
    model
        .getBlock()
        .initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1).addAll(inputShape));
  }

  /**
   * A trainer of DJL for the network, for loops of one's own.
   *
   * @param config loss and optimizer
   * @return a trainer, to be closed before this classifier is
   */
  public Trainer newTrainer(TrainingConfig config) {
    return model.newTrainer(config);
  }

  /**
   * Takes the weights of another classifier of the same architecture, to go on from them. Rows of
   * the output layer are matched by the name of their class; those of classes that the other does
   * not know get random weights, as all of an untrained network would.
   *
   * @param other with weights; left as it is
   * @param seed of the random weights
   * @throws IllegalStateException if the other has no weights yet
   * @throws IllegalArgumentException if the architectures differ; the message lists every
   *     difference
   */
  public void startFrom(Classifier other, int seed) {
    startFrom(other, other.classes, seed);
  }

  /**
   * The same where classes of the other have other names now.
   *
   * @param other with weights; left as it is
   * @param names of the other's classes as this classifier calls them, in the order of its logits
   * @param seed of the random weights
   * @throws IllegalStateException if the other has no weights yet
   * @throws IllegalArgumentException if the architectures differ; the message lists every
   *     difference
   */
  public void startFrom(Classifier other, List<String> names, int seed) {
    other.requireWeights();
    model.getNDManager().getEngine().setRandomSeed(seed);
    WeightCopy.between(other.network(), names, network(), classes, model.getNDManager());
  }

  /**
   * Trains with cross-entropy and Adam. A network without weights gets random ones first, one with
   * weights goes on from them.
   *
   * @param examples to learn from, of the classes of this classifier
   * @param plan how
   * @param listener told after each epoch
   * @throws IllegalArgumentException if the examples are of other classes, or of the same in
   *     another order
   * @throws IllegalStateException if the loss stops being a finite number
   */
  public void fit(LabelledExamples examples, TrainingPlan plan, Consumer<EpochReport> listener) {
    requireClasses(examples);
    model.getNDManager().getEngine().setRandomSeed(plan.seed());
    Random random = new Random(plan.seed());
    TrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(optimizer(plan, examples.size()));
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1).addAll(examples.inputShape()));
      for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
        int[] order = ExampleOrder.shuffled(examples.size(), random);
        listener.accept(epoch(trainer, examples, order, plan.batchSize(), epoch));
      }
    }
  }

  /**
   * Asks the network about every example.
   *
   * @param examples to be told; their classes do not matter
   * @return the logits, by example and class
   * @throws IllegalStateException if the network has no weights yet, or does not give one logit for
   *     each class
   * @throws org.flipcheck.train.interpolation.InterpolationException if what it gives is not one
   *     array of the shape (batch, classes)
   */
  public float[][] logits(LabelledExamples examples) {
    requireWeights();
    float[][] logits =
        BlockLogits.of(network(), InputBatches.of(examples.size(), ASK_BATCH, examples::inputs));
    if (logits[0].length != classes.size()) {
      throw new IllegalStateException(
          "classifier '%s' gives %d logits for an example and has %d classes; give a network with one logit for each class"
              .formatted(model.getName(), logits[0].length, classes.size()));
    }
    return logits;
  }

  /** Frees the weights. */
  @Override
  public void close() {
    model.close();
  }

  private void requireWeights() {
    // Not the block's isInitialized: a TorchScript model says no until it is trained.
    List<Parameter> parameters = model.getBlock().getParameters().values();
    if (parameters.isEmpty() || !parameters.stream().allMatch(Parameter::isInitialized)) {
      throw new IllegalStateException(
          "classifier '%s' has no weights yet, train it first".formatted(model.getName()));
    }
  }

  private void requireClasses(LabelledExamples examples) {
    if (!examples.classes().equals(classes)) {
      throw new IllegalArgumentException(
          "classifier '%s' has the classes %s, the examples have %s"
              .formatted(model.getName(), classes, examples.classes()));
    }
  }

  private static Optimizer optimizer(TrainingPlan plan, int examples) {
    int steps = plan.epochs() * ((examples + plan.batchSize() - 1) / plan.batchSize());
    // The engine counts updates from 1.
    Tracker rate = update -> plan.learningRate() * plan.schedule().share(update - 1, steps);
    return plan.weightDecay() == 0
        ? Adam.builder().optLearningRateTracker(rate).build()
        : AdamW.builder().optLearningRateTracker(rate).optWeightDecays(plan.weightDecay()).build();
  }

  private static EpochReport epoch(
      Trainer trainer, LabelledExamples examples, int[] order, int batchSize, int epoch) {
    double lossSum = 0;
    int right = 0;
    for (int start = 0; start < order.length; start += batchSize) {
      int[] batch = Arrays.copyOfRange(order, start, Math.min(start + batchSize, order.length));
      try (NDManager scope = trainer.getManager().newSubManager()) {
        NDList inputs = new NDList(examples.inputs(scope, batch));
        NDArray labels = examples.labels(scope, batch);
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
}
