package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/** How far a student's logits are from a teacher's. Implementations are immutable. */
public interface LogitDistance {

  /**
   * The distance of each row.
   *
   * @param teaching the student and its teacher, on the classes that both know
   * @return at least 0 up to rounding, of the shape (batch), float64
   */
  NDArray rows(Teaching teaching);
}
