package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * A student beside one teacher, on the classes that both know. All arrays are float64 and only the
 * student's has a gradient.
 *
 * @param student its logits of these classes, of the shape (batch, shared)
 * @param teacher the teacher's, of the same shape and in the same order
 * @param isLabel 1 in the column of a row's label, else 0, of the same shape; a row whose label the
 *     teacher does not know has none
 * @param isRight 1 where the largest of <em>all</em> logits of the teacher is that of the label,
 *     else 0, of the shape (batch); ties go to the lowest column
 */
public record Teaching(NDArray student, NDArray teacher, NDArray isLabel, NDArray isRight) {

  /**
   * Whether the teacher knows the class of a row.
   *
   * @return 1 or 0, of the shape (batch)
   */
  public NDArray knowsLabel() {
    return isLabel.sum(new int[] {1});
  }
}
