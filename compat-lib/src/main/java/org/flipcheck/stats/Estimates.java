package org.flipcheck.stats;

import java.util.EnumMap;
import java.util.Map;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;

/**
 * Values of metrics with the interval that suits their kind: {@link WilsonInterval} or {@link
 * ClopperPearsonInterval} for a proportion, on its own numerator and denominator; {@link
 * PairedDifferenceInterval} for the change of accuracy; {@link RelativeRateInterval} for the
 * relative negative flip rate; Student's t for means. In a weighted comparison the same intervals
 * on effective counts, by the sums of squared weights; and where examples come in groups, and the
 * summary has their replicates, by the {@link GroupedSample}.
 */
public final class Estimates {

  /** The level of the intervals that results show, whatever a policy judges by. */
  public static final double REPORTED_CONFIDENCE = 0.95;

  private Estimates() {}

  /**
   * Estimates one metric, proportions by Wilson's interval.
   *
   * @param metric which one
   * @param summary what was counted in one slice
   * @param confidence two-sided level of the interval, in (0, 1)
   * @return the value with its interval if there is one; undefined, with the reason, where the
   *     metric is
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static Estimate of(FlipMetric metric, PairSummary summary, double confidence) {
    return of(metric, summary, confidence, IntervalMethod.WILSON);
  }

  /**
   * Estimates one metric.
   *
   * @param metric which one
   * @param summary what was counted in one slice
   * @param confidence two-sided level of the interval, in (0, 1)
   * @param method how the interval of a proportion is made
   * @return the value with its interval if there is one; undefined, with the reason, where the
   *     metric is
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static Estimate of(
      FlipMetric metric, PairSummary summary, double confidence, IntervalMethod method) {
    double z = NormalQuantile.ofTwoSided(confidence);
    Ratio ratio = metric.of(summary);
    if (!ratio.isDefined()) {
      return Estimate.undefined(ratio.undefinedBecause());
    }
    double value = ratio.value().getAsDouble();
    return Intervals.of(metric, summary, 1, method, z)
        .map(i -> Estimate.of(value, i, methodOf(metric, summary, method)))
        .orElseGet(() -> Estimate.ofPoint(value));
  }

  private static String methodOf(FlipMetric metric, PairSummary summary, IntervalMethod method) {
    return summary.replicates().isPresent()
        ? GroupedSample.METHOD
        : Intervals.method(metric, method);
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
   * Whether a metric of such a comparison gets an interval wherever it has a value; a mean needs
   * two examples for it.
   *
   * @param metric any metric
   * @param summary what was counted, overall or in any slice
   * @return false for means and weighted comparisons whose result was written without sums of
   *     squares, and for means where examples come in groups
   */
  public static boolean haveInterval(FlipMetric metric, PairSummary summary) {
    return Intervals.exist(metric, summary);
  }
}
