package org.flipcheck.stats;

import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;

/**
 * One-sided p-values of a metric against a limit, in step with its interval: a p-value is at most
 * (1 − confidence)/2 exactly where the interval at that confidence lies wholly on the other side of
 * the limit. The score test goes with Wilson's interval and the binomial test with Clopper and
 * Pearson's; elsewhere, and where examples come in groups, it is the level at which the interval's
 * end meets the limit.
 */
public final class PValues {

  /** Further out, in deviations of a normal distribution, a tail is below the smallest double. */
  private static final double FARTHEST = 39;

  private PValues() {}

  /**
   * Tests that the metric is at most a limit; a small p-value says that it is above.
   *
   * @param metric which one
   * @param summary what was counted in one slice
   * @param limit the largest value that the hypothesis allows
   * @param method how the intervals of proportions are made
   * @return p-value from 0 to 1; empty where the metric has no value or no interval
   * @throws IllegalArgumentException if {@code limit} is NaN
   */
  public static OptionalDouble atMost(
      FlipMetric metric, PairSummary summary, double limit, IntervalMethod method) {
    return of(metric, summary, limit, method, true);
  }

  /**
   * Tests that the metric is at least a limit; a small p-value says that it is below.
   *
   * @param metric which one
   * @param summary what was counted in one slice
   * @param limit the smallest value that the hypothesis allows
   * @param method how the intervals of proportions are made
   * @return p-value from 0 to 1; empty where the metric has no value or no interval
   * @throws IllegalArgumentException if {@code limit} is NaN
   */
  public static OptionalDouble atLeast(
      FlipMetric metric, PairSummary summary, double limit, IntervalMethod method) {
    return of(metric, summary, limit, method, false);
  }

  private static OptionalDouble of(
      FlipMetric metric,
      PairSummary summary,
      double limit,
      IntervalMethod method,
      boolean isUpperBound) {
    WilsonInterval.requireLimit(limit);
    Ratio ratio = metric.of(summary);
    if (!ratio.isDefined() || Intervals.of(metric, summary, 1, method, 1).isEmpty()) {
      return OptionalDouble.empty();
    }
    if (metric.kind() == Kind.PROPORTION && summary.replicates().isEmpty()) {
      Ratio counts = Intervals.effectiveCounts(metric, summary);
      return OptionalDouble.of(
          isUpperBound
              ? method.pAtMost(counts.numerator(), counts.denominator(), limit)
              : method.pAtLeast(counts.numerator(), counts.denominator(), limit));
    }
    double value = ratio.value().getAsDouble();
    if (value == limit) {
      return OptionalDouble.of(0.5);
    }
    boolean isBelow = value < limit;
    ToDoubleFunction<Interval> nearEnd = isBelow ? Interval::high : Interval::low;
    double tail =
        NormalQuantile.upperTail(
            deviations(
                z -> {
                  double end =
                      nearEnd.applyAsDouble(
                          Intervals.of(metric, summary, 1, method, z).orElseThrow());
                  return isBelow ? end < limit : end > limit;
                }));
    return OptionalDouble.of(isBelow == isUpperBound ? 1 - tail : tail);
  }

  /** The largest z whose interval still ends short of the limit. */
  private static double deviations(DoublePredicate isShort) {
    double inside = 0;
    double outside = FARTHEST;
    if (isShort.test(outside)) {
      return outside;
    }
    while (outside - inside > 1e-13 * outside) {
      double middle = (inside + outside) / 2;
      if (middle == inside || middle == outside) {
        break;
      }
      if (isShort.test(middle)) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }
}
