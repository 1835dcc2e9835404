package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * PCT, positive-congruent training (Yan et al., CVPR 2021, arXiv:2011.09161): cross-entropy and
 * focal distillation from the old model.
 *
 * <pre>w·mean CE(z, y) + λ·mean (α + β·[the old model is right])·D(z, t)</pre>
 *
 * <p>The paper has w = &lambda; = 1, &alpha; = 1, &beta; = 5, and D at &tau; of about 100 (FD-KL)
 * or half the squared norm (FD-LM). The command lines released with ELODI run &lambda; = 0.9 and w
 * = 0.1 at &tau; = 100 with &tau;&sup2;; MPT's comparison runs &tau; = 5, and &lambda; = 0.4 with
 * half the class mean.
 *
 * @param distance D
 * @param focal &alpha; and &beta;; 5 to 10 for &beta; are good and 20 is harmful, the paper says
 * @param distillationWeight &lambda;, at least 0
 * @param labelWeight w, at least 0; not both 0
 */
public record PositiveCongruentTraining(
    LogitDistance distance, FocalWeights focal, double distillationWeight, double labelWeight)
    implements DistillationLoss {

  /** Checks the weights. */
  public PositiveCongruentTraining {
    Problems.requireWeight("the weight of distillation", distillationWeight);
    Problems.requireWeight("the weight of the labels", labelWeight);
    if (distillationWeight == 0 && labelWeight == 0) {
      throw new IllegalArgumentException(
          "the weights of distillation and of the labels are 0; there is nothing to train");
    }
  }

  /**
   * FD-KL as in the paper: &tau; = 100, with &tau;&sup2;, which the paper does not print but
   * without which nothing is distilled at that temperature.
   *
   * @return the loss
   */
  public static PositiveCongruentTraining divergence() {
    return new PositiveCongruentTraining(
        new SoftenedDivergence(100, TemperatureScaling.SQUARED), FocalWeights.PCT, 1, 1);
  }

  /**
   * FD-LM as in the paper: half the squared norm.
   *
   * @return the loss
   */
  public static PositiveCongruentTraining logitMatching() {
    return new PositiveCongruentTraining(
        new LogitMatching(ClassReduction.SUM), FocalWeights.PCT, 1, 1);
  }

  /**
   * The naive loss: cross-entropy that counts rows where the old model is right 1 + &lambda; times.
   *
   * @param weight &lambda;, at least 0; 1 in the paper
   * @return the loss
   */
  public static DistillationLoss naive(double weight) {
    return WeightedSum.of(1, MarginCalibration.NONE, weight, NewError.UNIFORM);
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
        labelWeight,
        MarginCalibration.NONE,
        distillationWeight,
        new FocalDistillation(Teacher.OLD, distance, focal));
  }
}
