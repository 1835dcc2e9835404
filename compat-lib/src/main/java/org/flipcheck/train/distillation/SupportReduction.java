package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * How the losses of rows that the old model gets right, s of n rows, become one number. All are 0
 * where there is no such row. BackwardCompatibilityML uses a different one in nearly every class.
 */
public enum SupportReduction {
  /** &Sigma; / n: each row weighs the same whatever the batch it is in. The one to use. */
  BATCH_MEAN,

  /** &Sigma; / s: rows weigh more in batches where the old model is right less often. */
  SUPPORT_MEAN,

  /** &Sigma; / (s&middot;C), C the classes of the student: the mean over elements. */
  SUPPORT_ELEMENT_MEAN,

  /** &Sigma;: grows with the batch. */
  SUPPORT_SUM;

  /** Reduces losses, of which those outside of the support are 0 already. */
  NDArray of(NDArray supported, NDArray isRight, int classes) {
    NDArray sum = supported.sum();
    return switch (this) {
      case BATCH_MEAN -> sum.div(supported.size());
      case SUPPORT_MEAN -> sum.div(isRight.sum().maximum(1));
      case SUPPORT_ELEMENT_MEAN -> sum.div(isRight.sum().maximum(1).mul(classes));
      case SUPPORT_SUM -> sum;
    };
  }
}
