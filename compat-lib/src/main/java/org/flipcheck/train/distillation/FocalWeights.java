package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * How much each row counts in distillation, after PCT, positive-congruent training
 * (arXiv:2011.09161):
 *
 * <pre>row: α + β·[the teacher is right]</pre>
 *
 * <p>It acts per row. The code that its authors released with ELODI averages an outer product of
 * weights and distances, which is the product of their means and focuses on nothing.
 *
 * @param everyRow &alpha;, at least 0
 * @param whereRight &beta;, at least 0; not both 0
 */
public record FocalWeights(double everyRow, double whereRight) {

  /** &alpha; = 1 and &beta; = 5, the default of PCT and of MPT. */
  public static final FocalWeights PCT = new FocalWeights(1, 5);

  /** &alpha; = 1 and &beta; = 0: all rows alike. */
  public static final FocalWeights UNIFORM = new FocalWeights(1, 0);

  /** Checks the weights. */
  public FocalWeights {
    Problems.requireWeight("the focal weight of every row", everyRow);
    Problems.requireWeight("the focal weight where the teacher is right", whereRight);
    if (everyRow == 0 && whereRight == 0) {
      throw new IllegalArgumentException("both focal weights are 0; no row would count");
    }
  }

  /** The weight of each row, from whether its teacher is right. */
  NDArray rows(NDArray isRight) {
    return isRight.mul(whereRight).add(everyRow);
  }
}
