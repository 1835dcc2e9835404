package org.flipcheck.select;

/** How a search spreads its weights over [0, 1]. */
enum Spacing {

  /** Evenly: plain interpolation and soups. */
  EVEN(1),

  /**
   * Crowded towards 1. A diagonal Fisher whose mean is 1 has most entries far below it, so that in
   * FisherBCWI only weights near 1 move most of the parameters; the BCWI papers' grid does the
   * same.
   */
  TOWARDS_OLD(3);

  private final int power;

  Spacing(int power) {
    this.power = power;
  }

  /** How weights of a kind of interpolation are spread. */
  static Spacing of(WeightPoint.Kind kind) {
    return kind == WeightPoint.Kind.FISHER_BCWI ? TOWARDS_OLD : EVEN;
  }

  /** The weight at a place from 0 to 1; whole thousandths, which people can read and repeat. */
  double weight(double place) {
    return Math.round((1 - Math.pow(1 - place, power)) * 1000) / 1000.0;
  }

  /** The place of a weight from 0 to 1. */
  double place(double weight) {
    return 1 - Math.pow(1 - weight, 1.0 / power);
  }
}
