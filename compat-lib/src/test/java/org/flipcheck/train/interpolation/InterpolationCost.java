package org.flipcheck.train.interpolation;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.flipcheck.train.SmallConvNet;
import org.flipcheck.train.interpolation.DiagonalFisher.Labels;

/**
 * Prints what a sweep of weights and Fisher information cost in time and resident memory, for the
 * small convolutional network on images of 28 × 28. Run by hand, with the flags of the tests and
 * this class path; a number is only as good as the machine is quiet.
 */
public final class InterpolationCost {

  private static final int SIDE = 28;
  private static final int BATCH = 128;

  private InterpolationCost() {}

  /**
   * Measures.
   *
   * @param args none
   * @throws IOException if the system does not tell the process's memory
   */
  public static void main(String[] args) throws IOException {
    float[] pixels = new float[2000 * SIDE * SIDE];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    try (Model model = Model.newInstance("cost", Device.cpu())) {
      Block block = SmallConvNet.create(10);
      block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 1, SIDE, SIDE));
      model.setBlock(block);
      ModelWeights weights = ModelWeights.of(block);
      show("weights: %d", weights.tensors().stream().mapToInt(WeightTensor::size).sum());
      for (int round = 1; round <= 3; round++) {
        sweep(weights, block);
        steps(block, pixels);
        fisher(block, pixels, 200, Labels.PREDICTED);
        fisher(block, pixels, 2000, Labels.PREDICTED);
      }
      fisher(block, pixels, 200, Labels.EXPECTED);
    }
  }

  private static void sweep(ModelWeights weights, Block block) throws IOException {
    WeightInterpolation interpolation = WeightInterpolation.of(weights, weights);
    long before = resident();
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      interpolation.at(i / 19.0, block);
    }
    report("sweep, a weight", start, 20, before);
  }

  /** Forwards and backwards in batches, without a step. */
  private static void steps(Block block, float[] pixels) throws IOException {
    block.getParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
    long before = resident();
    long start = System.nanoTime();
    int batches = 15;
    for (int batch = 0; batch < batches; batch++) {
      try (NDManager scope =
              block.getParameters().get(0).getValue().getArray().getManager().newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray input = inputs(scope, pixels, batch * BATCH, BATCH);
        NDArray logits =
            block
                .forward(new ParameterStore(scope, false), new NDList(input), false)
                .singletonOrThrow();
        collector.backward(logits.logSoftmax(1).get(":, 0").neg().sum());
      }
    }
    report("forwards and backwards in batches of 128, an example", start, batches * BATCH, before);
  }

  private static void fisher(Block block, float[] pixels, int examples, Labels labels)
      throws IOException {
    InputBatches data =
        InputBatches.of(
            examples, BATCH, (manager, rows) -> inputs(manager, pixels, rows[0], rows.length));
    long before = resident();
    long start = System.nanoTime();
    DiagonalFisher.of(block, data, labels);
    report(
        "Fisher information of %d, %s, an example".formatted(examples, labels),
        start,
        examples,
        before);
  }

  private static NDArray inputs(NDManager manager, float[] pixels, int first, int count) {
    float[] part =
        java.util.Arrays.copyOfRange(pixels, first * SIDE * SIDE, (first + count) * SIDE * SIDE);
    return manager.create(part, new Shape(count, 1, SIDE, SIDE));
  }

  private static void report(String what, long start, int count, long before) throws IOException {
    double milliseconds = (System.nanoTime() - start) / 1e6 / count;
    show("%s: %.3f ms; resident %d MiB before, %d after", what, milliseconds, before, resident());
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static void show(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
