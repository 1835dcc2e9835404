package org.flipcheck.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;

/**
 * Values of metrics with the interval that suits their kind: {@link WilsonInterval} for a
 * proportion, on its own numerator and denominator; {@link PairedDifferenceInterval} for the change
 * of accuracy; none for ratios, means and weighted comparisons.
 */
public final class Estimates {

  /** The level of the intervals that results show, whatever a policy judges by. */
  public static final double REPORTED_CONFIDENCE = 0.95;

  private Estimates() {}

  /**
   * Estimates one metric.
   *
   * @param metric which one
   * @param summary what was counted in one slice
   * @param confidence two-sided level of the interval, in (0, 1)
   * @return the value with its interval if there is one; undefined, with the reason, where the
   *     metric is
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static Estimate of(FlipMetric metric, PairSummary summary, double confidence) {
    NormalQuantile.ofTwoSided(confidence);
    Ratio ratio = metric.of(summary);
    if (!ratio.isDefined()) {
      return Estimate.undefined(ratio.undefinedBecause());
    }
    double value = ratio.value().getAsDouble();
    return interval(metric, summary, 1, confidence)
        .map(interval -> Estimate.of(value, interval, methodOf(metric)))
        .orElseGet(() -> Estimate.ofPoint(value));
  }

  /**
   * Estimates every metric that the comparison lists, at {@link #REPORTED_CONFIDENCE}.
   *
   * @param summary what was counted in one slice
   * @return an estimate for each metric that applies to the summary's content, in the order of
   *     {@link FlipMetric}
   */
  public static Map<FlipMetric, Estimate> all(PairSummary summary) {
    Map<FlipMetric, Estimate> estimates = new EnumMap<>(FlipMetric.class);
    for (FlipMetric metric : FlipMetric.values()) {
      if (metric.appliesTo(summary.content())) {
        estimates.put(metric, of(metric, summary, REPORTED_CONFIDENCE));
      }
    }
    return estimates;
  }

  /**
   * Whether a metric of such a comparison gets an interval wherever it has a value.
   *
   * @param metric any metric
   * @param content what the pairs of the comparison carry
   * @return false for ratios, means and weighted comparisons
   */
  public static boolean haveInterval(FlipMetric metric, PairSummary.Content content) {
    return !content.weights()
        && (metric.kind() == Kind.PROPORTION || metric.kind() == Kind.PAIRED_DIFFERENCE);
  }

  /**
   * The interval of a defined metric if every count were {@code factor} times as large.
   *
   * @return empty where the kind of metric, or a weighted comparison, has none
   */
  static Optional<Interval> interval(
      FlipMetric metric, PairSummary summary, double factor, double confidence) {
    if (!haveInterval(metric, summary.content())) {
      return Optional.empty();
    }
    if (metric.kind() == Kind.PAIRED_DIFFERENCE) {
      return summary
          .table()
          .map(
              table ->
                  PairedDifferenceInterval.ofCells(
                      factor * table.bothRight(),
                      factor * table.positiveFlips(),
                      factor * table.negativeFlips(),
                      factor * table.bothWrong(),
                      confidence));
    }
    Ratio ratio = metric.of(summary);
    return Optional.of(
        WilsonInterval.of(factor * ratio.numerator(), factor * ratio.denominator(), confidence));
  }

  private static String methodOf(FlipMetric metric) {
    return metric.kind() == Kind.PROPORTION
        ? WilsonInterval.METHOD
        : PairedDifferenceInterval.METHOD;
  }
}
