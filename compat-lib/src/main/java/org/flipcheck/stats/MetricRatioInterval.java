package org.flipcheck.stats;

import java.util.Optional;
import java.util.stream.Stream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.ScoreTable;

/**
 * The interval of how many times another proportion of the same examples a proportion is: of A/B,
 * as all multiples m for which the contrast A − m·B may be 0. With the intervals [l, u] of A and
 * [l', u'] of B, and ρ the correlation of the two, the ends solve
 *
 * <pre>low:  A − m·B = +√((A − l)² − 2ρm(A − l)(u' − B) + m²(u' − B)²)
 * high: A − m·B = −√((u − A)² − 2ρm(u − A)(B − l') + m²(B − l')²)</pre>
 *
 * <p>ρ comes from the delta method on the multinomial of the outcomes: with pₖ the share of outcome
 * k, and A = Σaₖpₖ/Σdₖpₖ, the influence of k on A is aₖ − A·dₖ, and ρ is Σpₖ(aₖ − A·dₖ)(bₖ − B·eₖ)
 * over the root of the product of the two sums of squares; 0 where one of these is 0. The intervals
 * of A and B are the adjustment for small samples: the normal interval of the contrast itself would
 * have no width where both are 0.
 *
 * <ul>
 *   <li>A and B may have denominators of their own.
 *   <li>{@code high} is infinite where B is 0, and {@code low} is 0 where A is.
 * </ul>
 *
 * <p>A. Donner and G. Y. Zou (2012), <i>Closed-form confidence intervals for functions of the
 * normal mean and standard deviation</i>, Stat. Methods Med. Res. 21:347–359; the correlation as in
 * G. Y. Zou (2007), <i>Toward using confidence intervals to compare correlations</i>, Psychological
 * Methods 12:399–413.
 */
public final class MetricRatioInterval {

  /** The name of this method in results. */
  public static final String METHOD = "mover_ratio";

  private MetricRatioInterval() {}

  /**
   * The interval of A/B.
   *
   * @param metric A, a proportion with a value
   * @param other B, a proportion with a value, of the same kind of outcomes
   * @param summary what was counted
   * @param factor by how much every count is multiplied first, &gt; 0
   * @param method how the intervals of A and B are made
   * @param confidence two-sided level, in (0, 1)
   * @return an interval from 0; its high end may be infinite
   */
  public static Interval of(
      FlipMetric metric,
      FlipMetric other,
      PairSummary summary,
      double factor,
      IntervalMethod method,
      double confidence) {
    double z = NormalQuantile.ofTwoSided(confidence);
    Ratio a = Intervals.effectiveCounts(metric, summary);
    Ratio b = Intervals.effectiveCounts(other, summary);
    Interval ofA = Intervals.of(metric, summary, factor, method, z).orElseThrow();
    Interval ofB = Intervals.of(other, summary, factor, method, z).orElseThrow();
    double rho = correlation(metric, other, summary);
    return ends(a.numerator() / a.denominator(), ofA, b.numerator() / b.denominator(), ofB, rho);
  }

  private static Interval ends(double a, Interval ofA, double b, Interval ofB, double rho) {
    double below = a - ofA.low();
    double above = ofB.high() - b;
    double middle = a * b - rho * below * above;
    double low = 0;
    if (a > 0) {
      double rest = a * a - below * below;
      low = rest / (middle + root(middle, b * b - above * above, rest));
    }
    if (b == 0) {
      return new Interval(low, Double.POSITIVE_INFINITY);
    }
    above = ofA.high() - a;
    below = b - ofB.low();
    middle = a * b - rho * above * below;
    double square = b * b - below * below;
    double high = (middle + root(middle, square, a * a - above * above)) / square;
    return new Interval(low, Math.max(low, high));
  }

  private static double root(double middle, double square, double rest) {
    return Math.sqrt(Math.max(0, middle * middle - square * rest));
  }

  /** The correlation of two proportions of the same pairs. */
  static double correlation(FlipMetric metric, FlipMetric other, PairSummary summary) {
    double[] a = influences(metric, summary);
    double[] b = influences(other, summary);
    double[] shares = shares(metric, summary);
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int k = 0; k < shares.length; k++) {
      product += shares[k] * a[k] * b[k];
      squaresOfA += shares[k] * a[k] * a[k];
      squaresOfB += shares[k] * b[k] * b[k];
    }
    double scale = Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB);
    return scale == 0 ? 0 : Math.max(-1, Math.min(1, product / scale));
  }

  /** aₖ − A·dₖ for every outcome: what a pair of each adds to the parts of the proportion. */
  private static double[] influences(FlipMetric metric, PairSummary summary) {
    double value = metric.of(summary).value().orElseThrow();
    return outcomes(metric)
        .map(metric::of)
        .mapToDouble(part -> part.numerator() - value * part.denominator())
        .toArray();
  }

  /** One pair of each outcome that the metric counts, in the order of {@link #shares}. */
  private static Stream<PairSummary> outcomes(FlipMetric metric) {
    return metric.isScored()
        ? Stream.of(
                new ScoreTable(1, 1, 0, 1, 0),
                new ScoreTable(1, 0, 1, 0, 1),
                new ScoreTable(1, 0, 0, 0, 0))
            .map(MetricRatioInterval::scored)
        : Stream.of(
                FlipCounts.of(1, 0, 0, 0, 0),
                FlipCounts.of(0, 1, 0, 0, 0),
                FlipCounts.of(0, 0, 1, 0, 0),
                FlipCounts.of(0, 0, 0, 1, 0),
                FlipCounts.of(0, 0, 0, 0, 1))
            .map(PairSummary::of);
  }

  private static PairSummary scored(ScoreTable scores) {
    return new PairSummary(
        new Content(false, false, true, false),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.of(scores),
        Optional.empty());
  }

  private static double[] shares(FlipMetric metric, PairSummary summary) {
    if (metric.isScored()) {
      ScoreTable s = summary.scores().orElseThrow();
      double ties = s.n() - s.gains() - s.regressions();
      return new double[] {s.gains() / s.n(), s.regressions() / s.n(), ties / s.n()};
    }
    FlipTable t = summary.table().orElseThrow();
    double different = t.bothWrongDifferent().orElse(0);
    double same = t.bothWrong() - different;
    return new double[] {
      t.bothRight() / t.n(),
      t.negativeFlips() / t.n(),
      t.positiveFlips() / t.n(),
      same / t.n(),
      different / t.n()
    };
  }
}
