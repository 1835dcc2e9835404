package org.flipcheck.stats;

import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipTable;

/**
 * The interval of new minus old accuracy on the same examples: the Wilson intervals of both
 * accuracies, squared and added, with the correlation φ of the two models' correctness.
 *
 * <p>With a = CC, b = PF, c = NF, d = both wrong, p = (a + b)/n ∈ [l, u] the new and p' = (a + c)/n
 * ∈ [l', u'] the old accuracy, θ = (b − c)/n:
 *
 * <pre>low  = θ − √((p − l)² − 2φ(p − l)(u' − p') + (u' − p')²)
 * high = θ + √((p' − l')² − 2φ(p' − l')(u − p) + (u − p)²)</pre>
 *
 * where φ = (ad − bc)/√((a + b)(c + d)(a + c)(b + d)) with a continuity correction: a positive ad −
 * bc is lessened by n/2, though not below 0; φ is 0 where a factor of the root is 0.
 *
 * <ul>
 *   <li>Exchanging the models changes the signs and the order of the ends.
 *   <li>Defined without discordant pairs too, where it is not a point.
 *   <li>Ends are cut at −1 and 1.
 * </ul>
 *
 * <p>R. G. Newcombe (1998), <i>Improved confidence intervals for the difference between binomial
 * proportions based on paired data</i>, Statistics in Medicine 17:2635–2650, method 10.
 */
public final class PairedDifferenceInterval {

  /** The name of this method in results. */
  public static final String METHOD = "newcombe";

  private PairedDifferenceInterval() {}

  /**
   * The interval of new minus old accuracy.
   *
   * @param counts outcomes of at least one pair
   * @param confidence two-sided level, in (0, 1)
   * @return an interval within [−1, 1] that holds (PF − NF) / N
   * @throws IllegalArgumentException if there is no pair, or {@code confidence} is NaN or outside
   *     its range
   */
  public static Interval of(FlipCounts counts, double confidence) {
    return ofQuantile(FlipTable.of(counts), NormalQuantile.ofTwoSided(confidence));
  }

  /**
   * The same for cells that need not be whole, such as means of several tables.
   *
   * @param a both right, at least 0
   * @param b only new right, at least 0
   * @param c only old right, at least 0
   * @param d both wrong, at least 0
   * @param confidence two-sided level, in (0, 1)
   * @return an interval within [−1, 1] that holds (b − c) / (a + b + c + d)
   * @throws IllegalArgumentException if all cells are 0, or {@code confidence} is NaN or outside
   *     its range
   */
  public static Interval ofCells(double a, double b, double c, double d, double confidence) {
    return around(a, b, c, d, NormalQuantile.ofTwoSided(confidence));
  }

  static Interval ofQuantile(FlipTable table, double z) {
    return around(
        table.bothRight(), table.positiveFlips(), table.negativeFlips(), table.bothWrong(), z);
  }

  static Interval around(double a, double b, double c, double d, double z) {
    double n = a + b + c + d;
    if (!(n > 0)) {
      throw new IllegalArgumentException("an interval needs at least one pair");
    }
    double phi = correlation(a, b, c, d);
    Interval newer = WilsonInterval.ofQuantile(a + b, n, z);
    Interval older = WilsonInterval.ofQuantile(a + c, n, z);
    double newAccuracy = (a + b) / n;
    double oldAccuracy = (a + c) / n;
    double below = distance(newAccuracy - newer.low(), older.high() - oldAccuracy, phi);
    double above = distance(oldAccuracy - older.low(), newer.high() - newAccuracy, phi);
    double difference = (b - c) / n;
    return new Interval(Math.max(-1, difference - below), Math.min(1, difference + above));
  }

  private static double correlation(double a, double b, double c, double d) {
    double margins = Math.sqrt(a + b) * Math.sqrt(c + d) * Math.sqrt(a + c) * Math.sqrt(b + d);
    if (margins == 0) {
      return 0;
    }
    double concordance = a * d - b * c;
    double corrected =
        concordance > 0 ? Math.max(0, concordance - (a + b + c + d) / 2) : concordance;
    return Math.max(-1, corrected / margins);
  }

  private static double distance(double x, double y, double phi) {
    return Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  }
}
