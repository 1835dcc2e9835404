package org.flipcheck.select;

import java.math.BigDecimal;
import java.math.MathContext;
import org.flipcheck.select.WeightPoint.Kind;

/** How a search spreads its weights over [0, 1]. */
enum Spacing {

  /** Evenly: plain interpolation and soups. */
  EVEN {
    @Override
    double between(double place) {
      return place;
    }

    @Override
    double placeOf(double weight) {
      return weight;
    }
  },

  /**
   * Evenly in the logarithm of the odds, over eight decades: FisherBCWI. A parameter is half the
   * old one's where the odds are 1/F, and F is spread over decades itself: with a mean of 1 a few
   * entries are above 1,000, and most far below 1. The BCWI papers' grid looks near 1 alone.
   */
  ODDS {
    @Override
    double between(double place) {
      double odds = Math.pow(10, DECADES * (place - 0.5));
      return odds / (1 + odds);
    }

    @Override
    double placeOf(double weight) {
      return 0.5 + Math.log10(weight / (1 - weight)) / DECADES;
    }
  };

  private static final double DECADES = 8;
  private static final MathContext READABLE = new MathContext(2);

  /** How weights of a kind of interpolation are spread. */
  static Spacing of(Kind kind) {
    return kind == Kind.FISHER_BCWI ? ODDS : EVEN;
  }

  /**
   * The weight at a place from 0 to 1, both of which are their own: people can read and repeat it,
   * since the smaller of both shares is rounded.
   */
  double weight(double place) {
    if (place <= 0 || place >= 1) {
      return place <= 0 ? 0 : 1;
    }
    double weight = between(place);
    return weight <= 0.5 ? rounded(weight) : 1 - rounded(1 - weight);
  }

  /** The place of a weight from 0 to 1. */
  double place(double weight) {
    return Math.min(1, Math.max(0, placeOf(weight)));
  }

  abstract double between(double place);

  abstract double placeOf(double weight);

  private double rounded(double share) {
    return this == EVEN
        ? Math.round(share * 1000) / 1000.0
        : BigDecimal.valueOf(share).round(READABLE).doubleValue();
  }
}
