package org.flipcheck.stats;

import java.util.Locale;

/** How the interval of a proportion is made. Metrics of other kinds have one method each. */
public enum IntervalMethod {
  /** {@link WilsonInterval}: holds the truth about as often as it says. */
  WILSON {
    @Override
    Interval interval(double successes, double trials, double z) {
      return WilsonInterval.ofQuantile(successes, trials, z);
    }

    @Override
    double pAtMost(double successes, double trials, double limit) {
      return WilsonInterval.pAtMost(successes, trials, limit);
    }

    @Override
    double pAtLeast(double successes, double trials, double limit) {
      return WilsonInterval.pAtLeast(successes, trials, limit);
    }
  },

  /** {@link ClopperPearsonInterval}: holds it at least as often, and is wider. */
  CLOPPER_PEARSON {
    @Override
    Interval interval(double successes, double trials, double z) {
      return ClopperPearsonInterval.ofTail(successes, trials, NormalQuantile.upperTail(z));
    }

    @Override
    double pAtMost(double successes, double trials, double limit) {
      return ClopperPearsonInterval.pAtMost(successes, trials, limit);
    }

    @Override
    double pAtLeast(double successes, double trials, double limit) {
      return ClopperPearsonInterval.pAtLeast(successes, trials, limit);
    }
  };

  /**
   * The name used in policies and results.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The interval of z standard deviations to each side of a normal distribution. */
  abstract Interval interval(double successes, double trials, double z);

  /** P-value of "the proportion is at most the limit"; counts already checked or safe to check. */
  abstract double pAtMost(double successes, double trials, double limit);

  /** P-value of "the proportion is at least the limit". */
  abstract double pAtLeast(double successes, double trials, double limit);
}
