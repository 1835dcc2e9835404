package org.flipcheck.stats;

import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.ReplicateSpread;

/**
 * How much examples say that come in groups, as the questions of one user do: as much as so many
 * independent examples as would vary as much. The interval of a metric is the one that suits its
 * kind, of these. Variances come from a bootstrap that draws whole groups, see {@link
 * org.flipcheck.metrics.Replicates} and {@link PoissonWeights}.
 *
 * <pre>n* = n / d · (z/t)²,   d = v · G/(G − 1) / (s²/n)</pre>
 *
 * with s² the variance of one example (p(1 − p) for a proportion), v the variance over replicates,
 * d the design effect, G the {@link ReplicateSpread#effectiveGroups}, and z and t the quantiles of
 * the normal distribution and of Student's with G − 1 degrees of freedom. For the relative negative
 * flip rate s² and v are those of its logarithm, linearised.
 *
 * <ul>
 *   <li>Where few groups have all the events, v itself is uncertain: t is then t<sub>G</sub>
 *       (t<sub>E</sub>/t<sub>G</sub>)<sup>1 − 1/d</sup>, E being the {@link
 *       ReplicateSpread#effectiveGroupsOfEvents}. Events that stand alone (d = 1) need no such
 *       care.
 *   <li>n* is never above n, and never below (G − 1)(z/t<sub>G</sub>)², the case of groups whose
 *       examples are all alike; this is taken too where nothing varies or G is below 2, so that v
 *       says nothing.
 *   <li>With one group nothing is known: the interval is the whole range.
 * </ul>
 *
 * <p>E. L. Korn and B. I. Graubard, <i>Confidence intervals for proportions with small expected
 * number of positive counts estimated from survey data</i>, Survey Methodology 24:193–201, 1998
 * (n*; the power of t is our own, see the coverage simulation in the tests).
 */
public final class GroupedSample {

  /** The name, in results, of intervals that know of groups. */
  public static final String METHOD = "poisson_bootstrap";

  /** Student's distribution is not worth telling from the normal one beyond. */
  private static final double MANY_GROUPS = 1e6;

  /** Fewer independent examples than this say nothing. */
  private static final double NOTHING = 1e-6;

  private GroupedSample() {}

  /**
   * How many independent examples one example is worth: n*, with {@code factor} times as many
   * groups of the same kind, divided by {@code factor} times n.
   *
   * @param metric a metric that has a value
   * @param summary what was counted
   * @param factor above 0; 1 for what was counted
   * @param z half the width of the interval, in deviations of a normal distribution
   * @return from 0 (nothing is known) to 1; 1 where there are no replicates
   */
  static double share(FlipMetric metric, PairSummary summary, double factor, double z) {
    Optional<ReplicateSpread> known = ReplicateSpread.of(metric, summary);
    if (known.isEmpty()) {
      return 1;
    }
    ReplicateSpread spread = known.get();
    double n = factor * spread.units();
    double groups = factor * spread.effectiveGroups();
    double tGroups = student(groups - 1, z);
    double least = (groups - 1) * (z / tGroups) * (z / tGroups);
    if (!(least > NOTHING)) {
      return 0;
    }
    double varianceOfOne = varianceOfOne(metric, summary);
    if (!(varianceOfOne > 0) || groups < 2) {
      return Math.min(1, least / n);
    }
    double effect = spread.variance() * groups / (groups - 1) * spread.units() / varianceOfOne;
    double t = tGroups;
    if (effect > 1) {
      double tEvents = student(Math.max(1, factor * spread.effectiveGroupsOfEvents() - 1), z);
      t *= Math.pow(Math.max(1, tEvents / tGroups), 1 - 1 / effect);
    }
    return Math.min(1, Math.max(least / n, (z / t) * (z / t) / effect));
  }

  private static double student(double freedom, double z) {
    if (!(freedom > NOTHING)) {
      return Double.POSITIVE_INFINITY;
    }
    return freedom > MANY_GROUPS
        ? z
        : TDistribution.of(freedom).inverseSurvivalProbability(NormalQuantile.upperTail(z));
  }

  /** The variance of an example's part in the metric, times n²; of the logarithm for a ratio. */
  private static double varianceOfOne(FlipMetric metric, PairSummary summary) {
    Ratio ratio = metric.of(summary);
    return switch (metric.kind()) {
      case PROPORTION -> {
        double n = ratio.denominator();
        yield ratio.numerator() / n * ((n - ratio.numerator()) / n);
      }
      case PAIRED_DIFFERENCE -> {
        FlipTable t = summary.table().orElseThrow();
        double difference = ratio.numerator() / ratio.denominator();
        yield (t.positiveFlips() + t.negativeFlips()) / t.n() - difference * difference;
      }
      case RATIO -> ofLogarithm(summary.table().orElseThrow());
      case MEAN -> 0;
    };
  }

  /** Of ln NF + ln N − ln (CC + NF) − ln (NF + WS + WD), by its derivatives. */
  private static double ofLogarithm(FlipTable t) {
    if (t.negativeFlips() == 0) {
      return 0;
    }
    double n = t.n();
    double ofRight = 1 / n - 1 / t.oldRight();
    double ofWrong = 1 / n - 1 / t.newWrong();
    double ofNegative = 1 / t.negativeFlips() + ofRight - 1 / t.newWrong();
    return n
        * (t.bothRight() * ofRight * ofRight
            + t.negativeFlips() * ofNegative * ofNegative
            + t.positiveFlips() / n / n
            + t.bothWrong() * ofWrong * ofWrong);
  }

  /**
   * All that a metric could be, for the interval where nothing is known.
   *
   * @param metric a proportion, a difference or a ratio that has a value
   * @param summary what was counted
   * @return its range; for a ratio, with the denominators that were counted
   */
  static Interval range(FlipMetric metric, PairSummary summary) {
    return switch (metric.kind()) {
      case PROPORTION -> new Interval(0, 1);
      case PAIRED_DIFFERENCE, MEAN -> new Interval(-1, 1);
      case RATIO -> {
        Ratio ratio = metric.of(summary);
        double all = (double) summary.n() * summary.n();
        yield new Interval(0, Math.max(ratio.numerator(), all) / ratio.denominator());
      }
    };
  }

  /**
   * Whether two models differ in accuracy, where examples come in groups: H0, the expected
   * difference is 0, by Student's test with the variance over replicates, which is never taken to
   * be below that of independent examples.
   *
   * @param summary what was counted, with its replicates
   * @return two-sided p-value; 1 without flips and with a single group; empty where there are no
   *     replicates or no correctness
   */
  public static Optional<Double> testOfAccuracyDelta(PairSummary summary) {
    return ReplicateSpread.of(FlipMetric.ACCURACY_DELTA, summary)
        .flatMap(spread -> summary.table().map(table -> test(table, spread)));
  }

  private static double test(FlipTable table, ReplicateSpread spread) {
    double flips = table.positiveFlips() + table.negativeFlips();
    double groups = spread.effectiveGroups();
    if (flips == 0 || !(groups - 1 > NOTHING)) {
      return 1;
    }
    double difference = (table.positiveFlips() - table.negativeFlips()) / table.n();
    double ofGroups = spread.variance() * groups / (groups - 1);
    double t = Math.abs(difference) / Math.sqrt(Math.max(ofGroups, flips / table.n() / table.n()));
    return groups > MANY_GROUPS
        ? Math.min(1, 2 * NormalQuantile.upperTail(t))
        : Math.min(1, 2 * TDistribution.of(groups - 1).survivalProbability(t));
  }
}
