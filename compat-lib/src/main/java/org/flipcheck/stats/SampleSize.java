package org.flipcheck.stats;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;

/** How many examples a question needs. */
public final class SampleSize {

  /** Answers above this number are no help to anybody. */
  public static final long MAX = 1_000_000_000_000L;

  private SampleSize() {}

  /**
   * The number of examples that would decide a question, if all rates stayed as observed: the
   * smallest number of pairs, above that of the summary, at which the metric's interval satisfies
   * the condition. A metric with a denominator of its own gets its share of the additional pairs.
   *
   * <p>Found by doubling and bisection: the condition has to stay true once it is, as it does for
   * "the limit is not inside" since the intervals close in on the value.
   *
   * @param metric a metric that has a value and an interval in this comparison
   * @param summary what was counted in one slice
   * @param confidence two-sided level, in (0, 1)
   * @param decides whether an interval decides
   * @return a number of pairs above {@code summary.n()}; empty if it would exceed {@link #MAX}, as
   *     where the limit equals the value, or if the metric has no value or no interval
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static OptionalLong deciding(
      FlipMetric metric, PairSummary summary, double confidence, Predicate<Interval> decides) {
    return deciding(metric, summary, confidence, IntervalMethod.WILSON, decides);
  }

  /**
   * The same with a choice of interval.
   *
   * @param metric a metric that has a value and an interval in this comparison
   * @param summary what was counted in one slice
   * @param confidence two-sided level, in (0, 1)
   * @param method how the interval of a proportion is made
   * @param decides whether an interval decides
   * @return a number of pairs above {@code summary.n()}; empty if it would exceed {@link #MAX}
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static OptionalLong deciding(
      FlipMetric metric,
      PairSummary summary,
      double confidence,
      IntervalMethod method,
      Predicate<Interval> decides) {
    double z = NormalQuantile.ofTwoSided(confidence);
    if (!metric.of(summary).isDefined()) {
      return OptionalLong.empty();
    }
    LongPredicate decidesAt =
        pairs ->
            Intervals.of(metric, summary, (double) pairs / summary.n(), method, z)
                .filter(decides)
                .isPresent();
    return first(summary.n(), decidesAt);
  }

  /**
   * The first number above another for which a condition, once true, stays true.
   *
   * @param below a number, ≥ 0
   * @param decidesAt the condition
   * @return the number; empty if the condition is false of {@link #MAX}
   */
  public static OptionalLong first(long below, LongPredicate decidesAt) {
    if (below >= MAX || !decidesAt.test(MAX)) {
      return OptionalLong.empty();
    }
    long undecided = below;
    long decided = undecided + 1;
    while (!decidesAt.test(decided)) {
      undecided = decided;
      decided = Math.min(MAX, 2 * decided + 1);
    }
    while (decided - undecided > 1) {
      long middle = undecided + (decided - undecided) / 2;
      if (decidesAt.test(middle)) {
        decided = middle;
      } else {
        undecided = middle;
      }
    }
    return OptionalLong.of(decided);
  }

  /**
   * The highest value that this many examples could have shown with a condition still true: with
   * "the interval's high end is within the limit", the highest that would have passed. Only the
   * metric's own counts are varied: a proportion keeps its denominator, the change of accuracy the
   * number of flips.
   *
   * @param metric any metric
   * @param summary what was counted in one slice
   * @param confidence two-sided level, in (0, 1)
   * @param method how the interval of a proportion is made
   * @param holds true of the lowest values, and from some value on no more
   * @return that value; empty if there is none, if the metric is undefined here, or is neither a
   *     proportion nor a paired difference
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static OptionalDouble highest(
      FlipMetric metric,
      PairSummary summary,
      double confidence,
      IntervalMethod method,
      Predicate<Interval> holds) {
    return Outcomes.of(metric, summary, NormalQuantile.ofTwoSided(confidence), method)
        .map(outcomes -> outcomes.highest(holds))
        .orElse(OptionalDouble.empty());
  }

  /**
   * The lowest value that this many examples could have shown with a condition true: with "the
   * interval's low end is beyond the limit", the smallest rate that would have been found too high.
   *
   * @param metric any metric
   * @param summary what was counted in one slice
   * @param confidence two-sided level, in (0, 1)
   * @param method how the interval of a proportion is made
   * @param holds true of the highest values, and not below some value
   * @return that value; empty as for {@link #highest}
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside its range
   */
  public static OptionalDouble lowest(
      FlipMetric metric,
      PairSummary summary,
      double confidence,
      IntervalMethod method,
      Predicate<Interval> holds) {
    return Outcomes.of(metric, summary, NormalQuantile.ofTwoSided(confidence), method)
        .map(outcomes -> outcomes.lowest(holds))
        .orElse(OptionalDouble.empty());
  }
}
