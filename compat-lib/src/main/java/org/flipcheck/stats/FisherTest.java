package org.flipcheck.stats;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Whether a part of some examples has a higher rate of negative flips than the rest of them. H0:
 * each example is as likely to flip in the part as outside, so that, given all n examples and all F
 * flips, the flips in a part of k examples are hypergeometric.
 *
 * <pre>p-value = P(X ≥ f), X ~ Hypergeometric(n, F, k)</pre>
 *
 * <ul>
 *   <li>1 where the part holds no flips, or all examples.
 *   <li>Beyond 2³¹ − 1 examples the normal tail of {@link RateContrast}; the part's flips are then
 *       either so many that the two agree, or so few that the p-value is near 1.
 * </ul>
 *
 * <p>R. A. Fisher (1935), <i>The logic of inductive inference</i>, J. R. Stat. Soc. 98:39–82.
 */
final class FisherTest {

  private static final double NEGLIGIBLE = 1e-18;

  private FisherTest() {}

  /**
   * The one-sided p-value of a part within a whole that holds it.
   *
   * @return from 0 to 1
   */
  static double pValue(SliceCounts part, SliceCounts whole) {
    if (part.negativeFlips() == 0) {
      return 1;
    }
    if (whole.examples() > Integer.MAX_VALUE) {
      double contrast = RateContrast.of(part.examples(), part.negativeFlips(), whole);
      return contrast == 0 ? 1 : NormalQuantile.upperTail(contrast);
    }
    HypergeometricDistribution flips =
        HypergeometricDistribution.of(
            (int) whole.examples(), (int) whole.negativeFlips(), (int) part.examples());
    int least = flips.getSupportLowerBound();
    int seen = (int) part.negativeFlips();
    if (seen <= least) {
      return 1;
    }
    boolean upper = seen > flips.getMean();
    double tail = upper ? sum(flips, seen, 1) : 1 - sum(flips, seen - 1, -1);
    return Math.min(1, Math.max(0, tail));
  }

  /** Adds up away from the mean, until what follows changes nothing. */
  private static double sum(HypergeometricDistribution flips, int from, int step) {
    double sum = 0;
    for (int x = from;
        x >= flips.getSupportLowerBound() && x <= flips.getSupportUpperBound();
        x += step) {
      double term = flips.probability(x);
      sum += term;
      if (term <= sum * NEGLIGIBLE) {
        return sum;
      }
    }
    return sum;
  }
}
