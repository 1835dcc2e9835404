package org.flipcheck.stats;

/**
 * The score interval of a proportion, without continuity correction: all p that the score test at
 * level 1 − confidence does not reject,
 *
 * <pre>(p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n).</pre>
 *
 * <ul>
 *   <li>Closed form, defined for 0 and for n successes, never outside [0, 1].
 *   <li>The proportion lies inside, the interval for the failures is the mirror image.
 * </ul>
 *
 * <p>E. B. Wilson (1927), <i>Probable inference, the law of succession, and statistical
 * inference</i>, J. Am. Stat. Assoc. 22:209–212, doi:10.1080/01621459.1927.10502953.
 */
public final class WilsonInterval {

  /** The name of this method in results. */
  public static final String METHOD = "wilson";

  private WilsonInterval() {}

  /**
   * The interval of a proportion.
   *
   * @param successes what was counted, from 0 to {@code trials}; need not be whole
   * @param trials out of how many, &gt; 0
   * @param confidence two-sided level, in (0, 1)
   * @return an interval within [0, 1] that holds {@code successes / trials}; its ends are exactly 0
   *     and 1 where no success or no failure was counted
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public static Interval of(double successes, double trials, double confidence) {
    double z = NormalQuantile.ofTwoSided(confidence);
    requireCounts(successes, trials);
    return ofQuantile(successes, trials, z);
  }

  static void requireCounts(double successes, double trials) {
    if (!(trials > 0 && trials < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("trials is " + trials + ", it must be above 0");
    }
    if (!(successes >= 0 && successes <= trials)) {
      throw new IllegalArgumentException(
          "successes is %s, it must lie between 0 and trials = %s".formatted(successes, trials));
    }
  }

  static double requireLimit(double limit) {
    if (Double.isNaN(limit)) {
      throw new IllegalArgumentException("limit is NaN, it must be a number");
    }
    return limit;
  }

  static Interval ofQuantile(double successes, double trials, double z) {
    double p = successes / trials;
    double q = (trials - successes) / trials;
    double shrink = z * z / trials;
    double half = z * Math.sqrt(p * q / trials + shrink / (4 * trials));
    double high = successes == trials ? 1 : (p + shrink / 2 + half) / (1 + shrink);
    // low · high = p² / (1 + z²/n): unlike centre − half, this cancels nothing for rare events.
    double low = p == 0 ? 0 : p * p / ((1 + shrink) * high);
    return new Interval(Math.min(low, p), Math.min(Math.max(high, p), 1));
  }

  /**
   * The score test of "the proportion is at most {@code limit}". It is at most (1 − confidence)/2
   * exactly where the interval lies at or above the limit.
   *
   * @param successes what was counted, from 0 to {@code trials}; need not be whole
   * @param trials out of how many, &gt; 0
   * @param limit the largest proportion that the hypothesis allows
   * @return p-value from 0 to 1; small where the proportion must be larger
   * @throws IllegalArgumentException if an argument is NaN or a count outside its range
   */
  public static double pAtMost(double successes, double trials, double limit) {
    requireCounts(successes, trials);
    if (successes == 0 || requireLimit(limit) >= 1) {
      return limit < 0 ? 0 : 1;
    }
    return limit <= 0 ? 0 : NormalQuantile.upperTail(score(successes, trials, limit));
  }

  /**
   * The score test of "the proportion is at least {@code limit}". It is at most (1 − confidence)/2
   * exactly where the interval lies at or below the limit.
   *
   * @param successes what was counted, from 0 to {@code trials}; need not be whole
   * @param trials out of how many, &gt; 0
   * @param limit the smallest proportion that the hypothesis allows
   * @return p-value from 0 to 1; small where the proportion must be smaller
   * @throws IllegalArgumentException if an argument is NaN or a count outside its range
   */
  public static double pAtLeast(double successes, double trials, double limit) {
    requireCounts(successes, trials);
    if (successes == trials || requireLimit(limit) <= 0) {
      return limit > 1 ? 0 : 1;
    }
    return limit >= 1 ? 0 : NormalQuantile.upperTail(-score(successes, trials, limit));
  }

  private static double score(double successes, double trials, double limit) {
    return (successes / trials - limit) / Math.sqrt(limit * (1 - limit) / trials);
  }
}
