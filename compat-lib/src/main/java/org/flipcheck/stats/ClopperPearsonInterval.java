package org.flipcheck.stats;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The exact interval of a proportion: all p at which neither tail of the binomial distribution
 * falls below (1 − confidence)/2. With k successes of n, and B the quantile of the beta
 * distribution,
 *
 * <pre>low  = B((1 − confidence)/2; k, n − k + 1)
 * high = B((1 + confidence)/2; k + 1, n − k).</pre>
 *
 * <ul>
 *   <li>It holds the truth at least as often as it says, whatever n and p, and is wider than {@link
 *       WilsonInterval} for it.
 *   <li>The low end is exactly 0 without successes, the high end exactly 1 without failures; the
 *       interval for the failures is the mirror image.
 *   <li>Up to 10<sup>9</sup> trials the ends agree with SciPy to 10<sup>−7</sup> of their distance
 *       from the proportion; beyond, to 10<sup>−4</sup> of it.
 *   <li>Counts need not be whole; the tails are then those of the beta distribution.
 * </ul>
 *
 * <p>C. J. Clopper and E. S. Pearson (1934), <i>The use of confidence or fiducial limits
 * illustrated in the case of the binomial</i>, Biometrika 26:404–413, doi:10.1093/biomet/26.4.404.
 */
public final class ClopperPearsonInterval {

  /** The name of this method in results. */
  public static final String METHOD = "clopper_pearson";

  private ClopperPearsonInterval() {}

  /**
   * The interval of a proportion.
   *
   * @param successes what was counted, from 0 to {@code trials}; need not be whole
   * @param trials out of how many, &gt; 0
   * @param confidence two-sided level, in (0, 1)
   * @return an interval within [0, 1] that holds {@code successes / trials}
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public static Interval of(double successes, double trials, double confidence) {
    NormalQuantile.ofTwoSided(confidence);
    WilsonInterval.requireCounts(successes, trials);
    return ofTail(successes, trials, (1 - confidence) / 2);
  }

  static Interval ofTail(double successes, double trials, double tail) {
    double failures = trials - successes;
    double p = successes / trials;
    double low =
        successes == 0
            ? 0
            : BetaDistribution.of(successes, failures + 1).inverseCumulativeProbability(tail);
    double high =
        failures == 0
            ? 1
            : BetaDistribution.of(successes + 1, failures).inverseSurvivalProbability(tail);
    return new Interval(Math.min(low, p), Math.max(high, p));
  }

  /**
   * The exact binomial test of "the proportion is at most {@code limit}": P(X ≥ successes) at the
   * limit. It is at most (1 − confidence)/2 exactly where the interval lies at or above the limit.
   *
   * @param successes what was counted, from 0 to {@code trials}
   * @param trials out of how many, &gt; 0
   * @param limit the largest proportion that the hypothesis allows
   * @return p-value from 0 to 1; small where the proportion must be larger
   * @throws IllegalArgumentException if an argument is NaN or a count outside its range
   */
  public static double pAtMost(double successes, double trials, double limit) {
    WilsonInterval.requireCounts(successes, trials);
    if (successes == 0 || WilsonInterval.requireLimit(limit) >= 1) {
      return limit < 0 ? 0 : 1;
    }
    return limit <= 0 ? 0 : RegularizedBeta.value(limit, successes, trials - successes + 1);
  }

  /**
   * The exact binomial test of "the proportion is at least {@code limit}": P(X ≤ successes) at the
   * limit. It is at most (1 − confidence)/2 exactly where the interval lies at or below the limit.
   *
   * @param successes what was counted, from 0 to {@code trials}
   * @param trials out of how many, &gt; 0
   * @param limit the smallest proportion that the hypothesis allows
   * @return p-value from 0 to 1; small where the proportion must be smaller
   * @throws IllegalArgumentException if an argument is NaN or a count outside its range
   */
  public static double pAtLeast(double successes, double trials, double limit) {
    WilsonInterval.requireCounts(successes, trials);
    if (successes == trials || WilsonInterval.requireLimit(limit) <= 0) {
      return limit > 1 ? 0 : 1;
    }
    return limit >= 1 ? 0 : RegularizedBeta.complement(limit, successes + 1, trials - successes);
  }
}
