package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Baselines that hold weights near the old model's while the new model is trained: what
 * interpolation is compared with. All as in amazon-science/regression-constraint-model-upgrade, so
 * without the factor of one half that others give the quadratic penalties.
 *
 * <p>Lists are parallel: the same arrays of the trained model, of the old one and of its Fisher
 * information.
 */
public final class PriorPenalty {

  private PriorPenalty() {}

  /**
   * L2: strength &middot; &Sigma; (&theta; &minus; &theta;<sub>old</sub>)&sup2;, to be added to the
   * loss.
   *
   * @param weights being trained
   * @param old the old model's, of the same shapes
   * @param strength at least 0
   * @return a scalar through which gradients flow to {@code weights}
   * @throws IllegalArgumentException if the lists differ in length or are empty
   */
  public static NDArray l2(NDList weights, NDList old, double strength) {
    requireParallel(weights, old);
    return sum(weights, i -> squaredDistance(weights, old, i)).mul(strength);
  }

  /**
   * Elastic weight consolidation: strength &middot; &Sigma; F(&theta; &minus;
   * &theta;<sub>old</sub>)&sup2;, to be added to the loss.
   *
   * @param weights being trained
   * @param old the old model's, of the same shapes
   * @param oldFisher its diagonal Fisher information, of the same shapes
   * @param strength at least 0
   * @return a scalar through which gradients flow to {@code weights}
   * @throws IllegalArgumentException if the lists differ in length or are empty
   */
  public static NDArray elasticWeightConsolidation(
      NDList weights, NDList old, NDList oldFisher, double strength) {
    requireParallel(weights, old);
    requireParallel(weights, oldFisher);
    return sum(weights, i -> squaredDistance(weights, old, i).mul(oldFisher.get(i))).mul(strength);
  }

  /**
   * Prior weight decay: &theta; &larr; &theta; &minus; rate &middot; strength &middot; (&theta;
   * &minus; &theta;<sub>old</sub>), in place, before the optimizer's step and after its gradients
   * are there. The optimizer's own weight decay is to be off.
   *
   * @param weights being trained, outside of a gradient collector
   * @param old the old model's, of the same shapes
   * @param learningRate of the step that follows
   * @param strength at least 0
   * @throws IllegalArgumentException if the lists differ in length or are empty
   */
  public static void decayTowards(
      NDList weights, NDList old, double learningRate, double strength) {
    requireParallel(weights, old);
    for (int i = 0; i < weights.size(); i++) {
      try (NDArray distance = weights.get(i).sub(old.get(i));
          NDArray pull = distance.mul(learningRate * strength)) {
        weights.get(i).subi(pull);
      }
    }
  }

  private static NDArray squaredDistance(NDList weights, NDList old, int array) {
    return weights.get(array).sub(old.get(array)).square();
  }

  private static NDArray sum(NDList weights, IntFunction<NDArray> terms) {
    return IntStream.range(0, weights.size())
        .mapToObj(i -> terms.apply(i).sum())
        .reduce(NDArray::add)
        .orElseThrow();
  }

  private static void requireParallel(NDList weights, NDList others) {
    if (weights.isEmpty() || weights.size() != others.size()) {
      throw new IllegalArgumentException(
          "%d arrays of weights stand beside %d; give as many, and at least 1"
              .formatted(weights.size(), others.size()));
    }
  }
}
