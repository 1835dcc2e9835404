package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;

/**
 * Kullback-Leibler divergence of softened answers, teacher first (the KL form):
 *
 * <pre>row: KL(softmax(t/τ) ‖ softmax(z/τ)), times τ² if so asked</pre>
 *
 * <p>The PCT paper (arXiv:2011.09161) prints the student first and a minus sign; its authors' code
 * and MPT's minimise this. PCT needs &tau; of about 100 with &tau;&sup2;; MPT runs &tau; = 5
 * without. At &tau; = 100 without &tau;&sup2; gradients are some 400 times weaker than at 5, so
 * hardly anything is distilled.
 *
 * @param temperature &tau;, above 0
 * @param scaling of the result
 */
public record SoftenedDivergence(double temperature, TemperatureScaling scaling)
    implements LogitDistance {

  /** &tau; = 5 without &tau;&sup2;, as MPT's training script runs. */
  public static final SoftenedDivergence MPT = new SoftenedDivergence(5, TemperatureScaling.NONE);

  /** Checks the temperature. */
  public SoftenedDivergence {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the temperature is %s; it is above 0 and finite".formatted(temperature));
    }
  }

  @Override
  public NDArray rows(Teaching teaching) {
    return rows(teaching.student(), teaching.teacher());
  }

  /** The same of logits that stand side by side already. */
  NDArray rows(NDArray student, NDArray teacher) {
    NDArray rows = LogitFunctions.divergence(student, teacher, temperature);
    return switch (scaling) {
      case NONE -> rows;
      case SQUARED -> rows.mul(temperature * temperature);
    };
  }
}
