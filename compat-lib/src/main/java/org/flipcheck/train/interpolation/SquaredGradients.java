package org.flipcheck.train.interpolation;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.checkpoint.Blend;

/**
 * Sums of squares of gradients, one array for each array that is learnt, in float64 beside the
 * model; a square has the gradient's own type. Closing frees them and gives frozen weights their
 * state back.
 */
final class SquaredGradients implements AutoCloseable {

  private static final NDIndex ALL = new NDIndex("...");

  private final Map<String, NDArray> weights = new LinkedHashMap<>();
  private final Map<String, NDArray> sums = new LinkedHashMap<>();
  private final Map<NDArray, Boolean> hadGradient = new LinkedHashMap<>();
  private final NDManager owner;

  SquaredGradients(Block block, ModelWeights model) {
    Map<String, Parameter> named = LiveParameters.named(block);
    owner = named.values().iterator().next().getArray().getManager().newSubManager();
    for (WeightTensor tensor : model.tensors()) {
      if (tensor.kind() == WeightKind.WEIGHT) {
        NDArray array = named.get(tensor.name()).getArray();
        hadGradient.put(array, array.hasGradient());
        requireGradient(array);
        weights.put(tensor.name(), array);
        sums.put(tensor.name(), owner.zeros(tensor.shape(), DataType.FLOAT64));
      }
    }
    clear();
  }

  private static void requireGradient(NDArray array) {
    try {
      array.setRequiresGradient(true);
    } catch (EngineException e) {
      throw new InterpolationException(ArrayWriter.UNWRITABLE, e);
    }
  }

  /** A scope for one example. */
  NDManager newScope() {
    return owner.newSubManager();
  }

  /** Forgets gradients, which the engine otherwise adds up. */
  private void clear() {
    try (NDManager scope = newScope()) {
      weights.values().forEach(array -> gradient(array, scope).set(ALL, 0));
    }
  }

  /** Adds the squares of the gradients now there, so often, and clears them. */
  void add(double weight) {
    try (NDManager scope = newScope()) {
      weights.forEach(
          (name, array) -> {
            NDArray gradient = gradient(array, scope);
            NDArray square = gradient.square();
            sums.get(name).addi(weight == 1 ? square : square.mul(weight));
            gradient.set(ALL, 0);
          });
    }
  }

  private static NDArray gradient(NDArray array, NDManager scope) {
    NDArray gradient = array.getGradient();
    gradient.attach(scope);
    return gradient;
  }

  /**
   * The sums by name.
   *
   * @throws InterpolationException if one is not finite
   */
  Map<String, double[]> sums() {
    Map<String, double[]> values = new LinkedHashMap<>();
    sums.forEach(
        (name, sum) -> {
          double[] array = sum.toDoubleArray();
          int bad = Blend.notFinite(array, array.length);
          if (bad >= 0) {
            throw new InterpolationException(
                "the squared gradients of %s add up to %s at element %d; take a model whose gradients are finite"
                    .formatted(name, array[bad], bad));
          }
          values.put(name, array);
        });
    return values;
  }

  @Override
  public void close() {
    hadGradient.forEach(NDArray::setRequiresGradient);
    owner.close();
  }
}
