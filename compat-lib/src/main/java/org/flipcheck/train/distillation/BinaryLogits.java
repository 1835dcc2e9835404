package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Models with one logit, of the positive class, as models with two: the softmax of (z, 0) is
 * (sigmoid(z), 1 &minus; sigmoid(z)), so every loss and its gradient by z is that of the binary
 * model. The positive class has column 0, for ties go to the lowest column and a probability of
 * exactly one half means positive, as in BackwardCompatibilityML.
 */
public final class BinaryLogits {

  private BinaryLogits() {}

  /**
   * The classes of a binary model.
   *
   * @param positive the name of the positive class
   * @param negative that of the other
   * @return in the order of the columns
   */
  public static List<String> classes(String positive, String negative) {
    return List.of(positive, negative);
  }

  /**
   * Two logits from one.
   *
   * @param logits of the positive class, of the shape (batch)
   * @return of the shape (batch, 2)
   */
  public static NDArray columns(NDArray logits) {
    return logits.expandDims(1).concat(logits.zerosLike().expandDims(1), 1);
  }

  /**
   * Columns of labels.
   *
   * @param isPositive 1 for the positive class and 0 for the other, of the shape (batch), int64
   * @return of the same shape and type
   */
  public static NDArray labels(NDArray isPositive) {
    return isPositive.neg().add(1);
  }
}
