package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * New-error loss: cross-entropy once more on what the old model gets right.
 *
 * <pre>Σ over rows where the old model is right of −log softmax(z)_y, reduced</pre>
 *
 * <p>To be added to cross-entropy with a weight &lambda;, 0 to 1 where it was released. After
 * Bansal et al. 2019 (doi:10.1609/aaai.v33i01.33012429) in BackwardCompatibilityML. With {@link
 * SupportReduction#BATCH_MEAN} this also is the naive loss of PCT (arXiv:2011.09161). As released:
 *
 * <ul>
 *   <li>BCNLLLoss is {@link SupportReduction#BATCH_MEAN};
 *   <li>BCCrossEntropyLoss, BCBinaryCrossEntropyLoss and StrictImitationCrossEntropyLoss are {@link
 *       SupportReduction#SUPPORT_MEAN}: the label that the last imitates, the old model's answer,
 *       is y itself wherever the old model is right;
 *   <li>BCKLDivergenceLoss is {@link SupportReduction#SUPPORT_ELEMENT_MEAN}.
 * </ul>
 *
 * @param reduction of the rows
 */
public record NewError(SupportReduction reduction) implements DistillationLoss {

  /** The uniform form: the mean over all rows of the batch. */
  public static final NewError UNIFORM = new NewError(SupportReduction.BATCH_MEAN);

  @Override
  public Set<Teacher> teachers() {
    return Set.of(Teacher.OLD);
  }

  @Override
  public NDArray of(LogitBatch batch) {
    NDArray isRight = batch.by(Teacher.OLD).isRight();
    NDArray rows = LogitFunctions.crossEntropy(batch.student(), batch.labels()).mul(isRight);
    return reduction.of(rows, isRight, batch.classes().now().size());
  }
}
