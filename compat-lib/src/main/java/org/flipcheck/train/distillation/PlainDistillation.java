package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * Plain knowledge distillation from the old model (Hinton et al., arXiv:1503.02531):
 *
 * <pre>λ·mean D(z, t) + (1 − λ)·mean CE(z, y)</pre>
 *
 * <p>Baselines that treat old and new examples differently are {@link DistillationBaseline}'s.
 *
 * @param oldWeight &lambda;, 0 to 1; 0.5 where BCWI's code compares itself with it
 * @param distance D; the divergence at &tau; = 2 with &tau;&sup2; there
 */
public record PlainDistillation(double oldWeight, LogitDistance distance)
    implements DistillationLoss {

  /** Checks the weight. */
  public PlainDistillation {
    Problems.requireShare("the weight of the old model", oldWeight);
  }

  /**
   * As BCWI's code runs it: &tau; = 2 with &tau;&sup2;.
   *
   * @param oldWeight &lambda;
   * @return the loss
   */
  public static PlainDistillation divergence(double oldWeight) {
    return new PlainDistillation(oldWeight, new SoftenedDivergence(2, TemperatureScaling.SQUARED));
  }

  @Override
  public Set<Teacher> teachers() {
    return sum().teachers();
  }

  @Override
  public NDArray of(LogitBatch batch) {
    return sum().of(batch);
  }

  private WeightedSum sum() {
    return WeightedSum.of(
        oldWeight,
        new FocalDistillation(Teacher.OLD, distance, FocalWeights.UNIFORM),
        1 - oldWeight,
        MarginCalibration.NONE);
  }
}
