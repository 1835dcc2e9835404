package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * Churn distillation: the labels, softened towards the old model's probabilities.
 *
 * <pre>rows: −Σ_c (λ·p_old,c + (1 − λ)·[c = y])·log softmax(z)_c</pre>
 *
 * <p>After Jiang et al. 2021 (arXiv:2106.02654), who show it equivalent to a limit on churn. Rows
 * of a class that the old model does not know have their label alone, for it has no probability to
 * give there; the paper has no such rows. p<sub>old</sub> is {@link LogitBatch#probabilities}.
 *
 * @param oldWeight &lambda;, 0 to 1; 0 is plain cross-entropy
 */
public record ChurnDistillation(double oldWeight) implements RowLoss {

  /** Checks the weight. */
  public ChurnDistillation {
    Problems.requireShare("the weight of the old model", oldWeight);
  }

  @Override
  public Set<Teacher> teachers() {
    return Set.of(Teacher.OLD);
  }

  @Override
  public NDArray rows(LogitBatch batch) {
    NDArray weights = batch.by(Teacher.OLD).knowsLabel().mul(oldWeight);
    NDArray soft =
        LogitFunctions.softCrossEntropy(batch.student(), batch.probabilities(Teacher.OLD));
    NDArray hard = LogitFunctions.crossEntropy(batch.student(), batch.labels());
    return weights.mul(soft).add(weights.neg().add(1).mul(hard));
  }
}
