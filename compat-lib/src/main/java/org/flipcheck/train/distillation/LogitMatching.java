package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * Squared distance of logits (the LM form):
 *
 * <pre>
 * row: ½·mean over classes of (z − t)²    MEAN, as in MPT
 * row: ½·‖z − t‖²                         SUM, as printed in PCT (arXiv:2011.09161)</pre>
 *
 * <p>The code released with ELODI takes the mean without the &frac12;: twice the weight of MEAN.
 * Gradients grow with the distance, without bound: at a rate at which the KL form is stable this
 * one may diverge, and needs a smaller one, warm-up or clipping.
 *
 * @param reduction over the classes that both sides know
 */
public record LogitMatching(ClassReduction reduction) implements LogitDistance {

  @Override
  public NDArray rows(Teaching teaching) {
    NDArray squares = teaching.student().sub(teaching.teacher()).square();
    int[] classes = {1};
    return (reduction == ClassReduction.MEAN ? squares.mean(classes) : squares.sum(classes))
        .mul(0.5);
  }
}
