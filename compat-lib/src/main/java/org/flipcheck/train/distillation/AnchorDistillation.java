package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * Anchor regression-to-corrected-probability (anchor RCP): where the old model is right its
 * probabilities anchor the label; elsewhere the label counts little.
 *
 * <pre>
 * target:  λ·p_old + (1 − λ)·onehot(y)   where the old model is right
 *          ε·onehot(y)                   elsewhere
 * rows:    −Σ_c target_c·log softmax(z)_c</pre>
 *
 * <p>After Fard et al. 2016, as the churn literature restates it (Jiang et al. 2021,
 * arXiv:2106.02654). Targets need not add up to 1. p<sub>old</sub> is {@link
 * LogitBatch#probabilities}. Neither number has a published default that we could verify.
 *
 * @param oldWeight &lambda;, 0 to 1
 * @param elsewhere &epsilon;, 0 to 1
 */
public record AnchorDistillation(double oldWeight, double elsewhere) implements RowLoss {

  /** Checks the weights. */
  public AnchorDistillation {
    Problems.requireShare("the weight of the old model", oldWeight);
    Problems.requireShare("the weight where the old model is wrong", elsewhere);
  }

  @Override
  public Set<Teacher> teachers() {
    return Set.of(Teacher.OLD);
  }

  @Override
  public NDArray rows(LogitBatch batch) {
    NDArray isRight = batch.by(Teacher.OLD).isRight();
    NDArray soft =
        LogitFunctions.softCrossEntropy(batch.student(), batch.probabilities(Teacher.OLD));
    NDArray hard = LogitFunctions.crossEntropy(batch.student(), batch.labels());
    NDArray anchored = soft.mul(oldWeight).add(hard.mul(1 - oldWeight));
    return isRight.mul(anchored).add(isRight.neg().add(1).mul(hard).mul(elsewhere));
  }
}
