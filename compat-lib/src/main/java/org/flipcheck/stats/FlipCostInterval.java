package org.flipcheck.stats;

import org.apache.commons.statistics.distribution.GammaDistribution;
import org.flipcheck.metrics.FlipCosts;

/**
 * The interval of the mean cost of negative flips per pair. With S the sum of costs, Q the sum of
 * their squares, n pairs, M the most a flip can cost, α = 1 − confidence and Γ(m, v; q) the q
 * quantile of the gamma distribution of mean m and variance v:
 *
 * <pre>low  = Γ(S/n, Q/n²; α/2)
 * high = Γ((S + M)/n, (Q + M²)/n²; 1 − α/2)</pre>
 *
 * <ul>
 *   <li>With all costs equal to M these are the exact Poisson limits of the number of flips, times
 *       M/n; so the interval suits few flips, where a normal one would be too short above.
 *   <li>Without a flip, {@code low} is 0 and {@code high} is −ln(α/2)·M/n: M times about the upper
 *       Clopper–Pearson limit of the negative flip rate.
 *   <li>Conservative: the high end allows for one more flip of the highest cost, and flips are
 *       taken for rare (Poisson), which overstates the variance where they are not.
 *   <li>{@code high} is cut at M.
 * </ul>
 *
 * <p>M. P. Fay and E. J. Feuer (1997), <i>Confidence intervals for directly standardized rates: a
 * method based on the gamma distribution</i>, Statistics in Medicine 16:791–801.
 */
public final class FlipCostInterval {

  /** The name of this method in results. */
  public static final String METHOD = "gamma";

  /**
   * Beyond this shape Wilson and Hilferty's cube root (1931) is right to 12 digits, and the
   * library's search for the quantile slows down until, near 10¹¹, it gives up.
   */
  private static final double LARGE_SHAPE = 1e8;

  private FlipCostInterval() {}

  /**
   * The interval of the mean cost.
   *
   * @param costs the sums of at least one pair
   * @param factor by how much every sum is multiplied first, &gt; 0
   * @param confidence two-sided level, in (0, 1)
   * @return an interval within 0 and the highest cost
   * @throws IllegalArgumentException if there is no pair, or {@code confidence} is NaN or outside
   *     its range
   */
  public static Interval of(FlipCosts costs, double factor, double confidence) {
    NormalQuantile.ofTwoSided(confidence); // checks it
    double n = factor * costs.n();
    if (!(n > 0)) {
      throw new IllegalArgumentException("an interval needs at least one pair");
    }
    double most = costs.maxCost();
    if (most == 0) {
      return new Interval(0, 0);
    }
    double tail = (1 - confidence) / 2;
    double sum = factor * costs.sum();
    double squares = factor * costs.sumOfSquares();
    double low = sum == 0 ? 0 : quantile(sum, squares, tail, false);
    double high = quantile(sum + most, squares + most * most, tail, true);
    return new Interval(low / n, Math.max(low / n, Math.min(most, high / n)));
  }

  /** The gamma distribution's quantile that leaves so much on the left or right. */
  private static double quantile(double mean, double variance, double tail, boolean isRight) {
    double shape = mean * mean / variance;
    if (shape > LARGE_SHAPE) {
      double z = NormalQuantile.ofTwoSided(1 - 2 * tail);
      double root = 1 - 1 / (9 * shape) + (isRight ? z : -z) / (3 * Math.sqrt(shape));
      return mean * root * root * root;
    }
    GammaDistribution gamma = GammaDistribution.of(shape, variance / mean);
    return isRight
        ? gamma.inverseSurvivalProbability(tail)
        : gamma.inverseCumulativeProbability(tail);
  }
}
