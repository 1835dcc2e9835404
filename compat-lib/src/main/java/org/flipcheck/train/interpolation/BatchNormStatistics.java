package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flipcheck.checkpoint.Blend;
import org.flipcheck.checkpoint.RealCodec;

/**
 * Measures the running statistics of batch normalisation again, as after weight averaging (Izmailov
 * et al. 2018, arXiv:1803.05407; {@code torch.optim.swa_utils.update_bn}): one pass over data in
 * training mode, in which each batch is normalised by its own statistics and no weight changes.
 *
 * <p>The result is cumulative, not a moving average: the mean over batches, weighted by examples,
 * of each batch's mean and of its unbiased variance. The batches are to be samples of the data; in
 * batches of one class each, variances would miss what lies between classes. Training mode applies
 * dropout too, from the engine's random numbers.
 */
public final class BatchNormStatistics {

  private final List<Layer> layers;

  private BatchNormStatistics(List<Layer> layers) {
    this.layers = layers;
  }

  /** One statistic of one layer, and what its batches added up to. */
  private static final class Statistic {
    final NDArray array;
    final double[] sum;

    Statistic(Parameter parameter) {
      array = parameter.getArray();
      sum = new double[(int) array.getShape().size()];
    }
  }

  /** A layer; {@code share} is the part of a batch's statistic in what one forward pass leaves. */
  private record Layer(BatchNorm block, List<Statistic> statistics, double share) {}

  /**
   * Measures and writes the statistics of a block; all else stays.
   *
   * <p>The block's own statistics are what the passes write into. So where it fails, by an
   * exception of the data or the engine too, they are left somewhere in between and mean nothing,
   * while the weights are as they were: give the block its statistics anew, by {@link
   * ModelWeights#into} or {@link WeightInterpolation#at}, before it is asked. Only statistics of
   * blocks of another kind are refused before anything is written.
   *
   * @param block with {@link BatchNorm} layers; running statistics of other blocks are refused
   * @param data batches of at least 2 examples each
   * @throws InterpolationException if the statistics belong to blocks of another kind, a batch is
   *     too small, or a statistic is not finite
   */
  public static void reestimate(Block block, InputBatches data) {
    Map<Parameter, Boolean> gradients = gradients(block);
    try {
      BatchNormStatistics statistics = new BatchNormStatistics(layers(block));
      if (statistics.layers.isEmpty()) {
        return;
      }
      double examples = 0;
      for (int batch = 0; batch < data.count(); batch++) {
        examples += statistics.add(block, data, batch);
      }
      statistics.finish(examples);
    } finally {
      // A forward pass in training mode makes every array record gradients.
      gradients.forEach((parameter, has) -> parameter.getArray().setRequiresGradient(has));
    }
  }

  private static Map<Parameter, Boolean> gradients(Block block) {
    Map<Parameter, Boolean> gradients = new HashMap<>();
    block
        .getParameters()
        .values()
        .forEach(parameter -> gradients.put(parameter, parameter.getArray().hasGradient()));
    return gradients;
  }

  private static List<Layer> layers(Block block) {
    Set<BatchNorm> found = new LinkedHashSet<>();
    collect(block, found);
    Set<Parameter> reachable = new LinkedHashSet<>();
    found.forEach(layer -> reachable.addAll(layer.getDirectParameters().values()));
    List<String> problems = new ArrayList<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      if (isStatistic(entry.getValue()) && !reachable.contains(entry.getValue())) {
        problems.add(
            "%s is a running statistic of a block that is no BatchNorm; interpolate it instead"
                .formatted(entry.getKey()));
      }
    }
    InterpolationException.throwIfAny(problems);
    return found.stream().map(BatchNormStatistics::layer).toList();
  }

  private static void collect(Block block, Set<BatchNorm> into) {
    if (block instanceof BatchNorm layer) {
      into.add(layer);
    }
    block.getChildren().values().forEach(child -> collect(child, into));
  }

  private static boolean isStatistic(Parameter parameter) {
    return parameter.getType() == Parameter.Type.RUNNING_MEAN
        || parameter.getType() == Parameter.Type.RUNNING_VAR;
  }

  private static Layer layer(BatchNorm block) {
    List<Parameter> parameters =
        block.getDirectParameters().values().stream()
            .filter(BatchNormStatistics::isStatistic)
            .toList();
    return new Layer(block, parameters.stream().map(Statistic::new).toList(), share(block));
  }

  /**
   * The layer does not tell its momentum, so it is asked: after one batch of ones, a running mean
   * of 0 is the momentum's complement.
   */
  private static double share(BatchNorm block) {
    Parameter mean =
        block.getDirectParameters().values().stream()
            .filter(parameter -> parameter.getType() == Parameter.Type.RUNNING_MEAN)
            .findFirst()
            .orElseThrow();
    NDArray array = mean.getArray();
    array.subi(array);
    try (NDManager scope = array.getManager().newSubManager()) {
      long[] sizes =
          Arrays.stream(block.getInputShapes()[0].getShape()).map(d -> Math.max(1, d)).toArray();
      sizes[0] = 2;
      NDArray ones = scope.ones(new Shape(sizes), array.getDataType());
      block.forward(new ParameterStore(scope, false), new NDList(ones), true);
      return read(array)[0];
    }
  }

  /** One batch; returns how many examples it has. */
  private long add(Block block, InputBatches data, int batch) {
    for (Layer layer : layers) {
      layer.statistics().forEach(statistic -> statistic.array.subi(statistic.array));
    }
    NDManager owner = layers.get(0).statistics().get(0).array.getManager();
    try (NDManager scope = owner.newSubManager()) {
      NDList inputs = data.inputs(batch, scope);
      long examples = inputs.get(0).getShape().get(0);
      if (examples < 2) {
        throw new InterpolationException(
            "batch %d of the data for running statistics has %d example(s), and a variance needs 2; choose a batch size that leaves none alone"
                .formatted(batch + 1, examples));
      }
      block.forward(new ParameterStore(scope, false), inputs, true);
      for (Layer layer : layers) {
        layer.statistics().forEach(statistic -> add(statistic, examples));
      }
      return examples;
    }
  }

  private static void add(Statistic statistic, long examples) {
    double[] seen = read(statistic.array);
    for (int i = 0; i < seen.length; i++) {
      statistic.sum[i] += examples * seen[i];
    }
  }

  private void finish(double examples) {
    for (Layer layer : layers) {
      for (Statistic statistic : layer.statistics()) {
        double[] mean =
            Arrays.stream(statistic.sum).map(sum -> sum / examples / layer.share()).toArray();
        if (Blend.notFinite(mean, mean.length) >= 0) {
          throw new InterpolationException(
              "a running statistic became %s; the mixed model's activations are not finite, choose another weight"
                  .formatted(mean[Blend.notFinite(mean, mean.length)]));
        }
        ArrayWriter writer =
            new ArrayWriter(mean.length * statistic.array.getDataType().getNumOfBytes());
        ByteBuffer bytes =
            writer.buffer(mean.length * statistic.array.getDataType().getNumOfBytes());
        codec(statistic.array, mean.length).encode(mean, mean.length, bytes);
        writer.write(statistic.array);
      }
    }
  }

  private static double[] read(NDArray array) {
    double[] values = new double[(int) array.getShape().size()];
    codec(array, values.length).decode(array.toByteBuffer(), values, values.length);
    return values;
  }

  private static RealCodec codec(NDArray array, int size) {
    return RealCodec.of(WeightTensor.dtype(array.getDataType()), size);
  }
}
