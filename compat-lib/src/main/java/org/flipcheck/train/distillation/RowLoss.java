package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/** A loss that is the mean of what each row loses by itself. */
public interface RowLoss extends DistillationLoss {

  /**
   * The loss of each row.
   *
   * @param batch with the logits of {@link #teachers()}
   * @return of the shape (batch), float64
   * @throws IllegalArgumentException if the logits of a teacher are missing
   */
  NDArray rows(LogitBatch batch);

  /** The mean over all rows of the batch. */
  @Override
  default NDArray of(LogitBatch batch) {
    return rows(batch).mean();
  }
}
