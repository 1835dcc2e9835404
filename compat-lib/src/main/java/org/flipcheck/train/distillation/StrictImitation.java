package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * Strict imitation: the old model's probabilities are learned where it is right.
 *
 * <pre>Σ over rows where the old model is right of −Σ_c p_old,c·log softmax(z)_c, reduced</pre>
 *
 * <p>p<sub>old</sub> is {@link LogitBatch#probabilities}. To be added to cross-entropy with a
 * weight &lambda;, 0 to 1 where it was released. After Bansal et al. 2019
 * (doi:10.1609/aaai.v33i01.33012429) in BackwardCompatibilityML. As released:
 *
 * <ul>
 *   <li>StrictImitationNLLLoss is {@link SupportReduction#BATCH_MEAN}, but takes the logarithm of a
 *       probability, and is not a number once one underflows; this one is finite;
 *   <li>StrictImitationBinaryCrossEntropyLoss is {@link SupportReduction#SUPPORT_SUM};
 *   <li>StrictImitationCrossEntropyLoss is a {@link NewError};
 *   <li>StrictImitationKLDivergenceLoss is not a number wherever the old model is right about a
 *       row, for it takes the logarithm of a logarithm; it has no counterpart.
 * </ul>
 *
 * @param reduction of the rows
 */
public record StrictImitation(SupportReduction reduction) implements DistillationLoss {

  /** The uniform form: the mean over all rows of the batch. */
  public static final StrictImitation UNIFORM = new StrictImitation(SupportReduction.BATCH_MEAN);

  @Override
  public Set<Teacher> teachers() {
    return Set.of(Teacher.OLD);
  }

  @Override
  public NDArray of(LogitBatch batch) {
    NDArray isRight = batch.by(Teacher.OLD).isRight();
    NDArray rows =
        LogitFunctions.softCrossEntropy(batch.student(), batch.probabilities(Teacher.OLD))
            .mul(isRight);
    return reduction.of(rows, isRight, batch.classes().now().size());
  }
}
