package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/** A loss of one batch of logits. Implementations are immutable. */
public interface DistillationLoss {

  /**
   * Whose logits a batch must have.
   *
   * @return the teachers, none for a loss of labels alone
   */
  Set<Teacher> teachers();

  /**
   * The loss of a batch.
   *
   * @param batch with the logits of {@link #teachers()}
   * @return a float64 scalar through which gradients flow to the student; not a number only if
   *     logits are
   * @throws IllegalArgumentException if the logits of a teacher are missing
   */
  NDArray of(LogitBatch batch);
}
