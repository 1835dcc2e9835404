package org.flipcheck.train.distillation;

/** How the differences of single classes become one number per row. */
public enum ClassReduction {
  /** Their mean, which does not grow with the number of classes. MPT. */
  MEAN,

  /** Their sum, the squared norm as the PCT paper prints it. */
  SUM
}
