package org.flipcheck.train.distillation;

/** Whether a divergence at temperature &tau; is scaled back. */
public enum TemperatureScaling {
  /** As it is: gradients shrink about as 1/&tau;&sup2;. MPT and MUSCLE. */
  NONE,

  /**
   * Times &tau;&sup2;, so that gradients keep their size (Hinton et al., arXiv:1503.02531). The
   * code released with ELODI, and the distillation baselines of BCWI.
   */
  SQUARED
}
