package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * A student beside one teacher, on the classes that both know. All arrays are float64 and only the
 * student's has a gradient. For one thread.
 */
public final class Teaching {

  private final NDArray student;
  private final NDArray teacher;
  private final NDArray isRight;
  private final NDArray labels;
  private final int[] studentColumns;

  /** Few losses ask for it, and every array costs as much as the sums in it. */
  private NDArray isLabel;

  /**
   * A student beside a teacher.
   *
   * @param student its logits of these classes, of the shape (batch, shared)
   * @param teacher the teacher's, of the same shape and in the same order
   * @param isRight 1 or 0, of the shape (batch)
   * @param labels columns of all logits of the student, of the shape (batch)
   * @param studentColumns which of all logits of the student these are
   */
  Teaching(
      NDArray student, NDArray teacher, NDArray isRight, NDArray labels, int[] studentColumns) {
    this.student = student;
    this.teacher = teacher;
    this.isRight = isRight;
    this.labels = labels;
    this.studentColumns = studentColumns;
  }

  /**
   * The student.
   *
   * @return its logits of the classes that both know, of the shape (batch, shared)
   */
  public NDArray student() {
    return student;
  }

  /**
   * The teacher.
   *
   * @return its logits, of the same shape and in the same order
   */
  public NDArray teacher() {
    return teacher;
  }

  /**
   * Where the teacher is right.
   *
   * @return 1 where the largest of <em>all</em> its logits is that of the label, else 0, of the
   *     shape (batch); ties go to the lowest column
   */
  public NDArray isRight() {
    return isRight;
  }

  /**
   * Which column is the label's.
   *
   * @return 1 in the column of a row's label, else 0, of the shape (batch, shared); a row whose
   *     label the teacher does not know has none
   */
  public NDArray isLabel() {
    if (isLabel == null) {
      isLabel =
          LogitFunctions.index(student, studentColumns)
              .eq(labels.expandDims(1))
              .toType(LogitBatch.TYPE, false);
    }
    return isLabel;
  }

  /**
   * Whether the teacher knows the class of a row.
   *
   * @return 1 or 0, of the shape (batch)
   */
  public NDArray knowsLabel() {
    return isLabel().sum(new int[] {1});
  }
}
