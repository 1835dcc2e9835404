package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Set;
import org.flipcheck.train.distillation.WeightedSum.Term;

/**
 * MPT, margin-preserving training: margin calibration and focal distillation from two sources, the
 * old model and a new one trained without treatment.
 *
 * <pre>margin calibration(b) + w·focal distillation(old) + w·focal distillation(new)</pre>
 *
 * <p>Distillation sees the logits without the margin. Formula and constants are those that the
 * released training script runs, not those of function defaults there (&tau; = 100). The student
 * starts from scratch in that script.
 *
 * @param margin b, in logits, at least 0; the script's default is 4, tried are 0, 1, 2 and 4
 * @param distance of logits, the same for both teachers
 * @param focal weights, the same for both teachers, each by its own correctness
 * @param distillationWeight w of each teacher, at least 0
 */
public record MarginPreservingDistillation(
    double margin, LogitDistance distance, FocalWeights focal, double distillationWeight)
    implements DistillationLoss {

  /** Checks the numbers. */
  public MarginPreservingDistillation {
    Problems.requireWeight("the margin", margin);
    Problems.requireWeight("the weight of distillation", distillationWeight);
  }

  /**
   * MPT-KL as published: &tau; = 5 without &tau;&sup2;, &alpha; = 1, &beta; = 5, w = 1.
   *
   * @param margin b
   * @return the loss
   */
  public static MarginPreservingDistillation divergence(double margin) {
    return new MarginPreservingDistillation(margin, SoftenedDivergence.MPT, FocalWeights.PCT, 1);
  }

  /**
   * MPT-LM as published: half the mean over classes, &alpha; = 1, &beta; = 5, w = 0.4.
   *
   * @param margin b
   * @return the loss
   */
  public static MarginPreservingDistillation logitMatching(double margin) {
    return new MarginPreservingDistillation(
        margin, new LogitMatching(ClassReduction.MEAN), FocalWeights.PCT, 0.4);
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
    return new WeightedSum(
        List.of(
            new Term(1, new MarginCalibration(margin)),
            new Term(distillationWeight, new FocalDistillation(Teacher.OLD, distance, focal)),
            new Term(distillationWeight, new FocalDistillation(Teacher.NEW, distance, focal))));
  }
}
