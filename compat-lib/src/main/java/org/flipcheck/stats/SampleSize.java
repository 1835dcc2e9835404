package org.flipcheck.stats;

import java.util.OptionalLong;
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
    if (summary.n() >= MAX
        || !metric.of(summary).isDefined()
        || !Estimates.haveInterval(metric, summary.content())
        || !decidesAt(metric, summary, confidence, decides, MAX)) {
      return OptionalLong.empty();
    }
    long undecided = summary.n();
    long decided = undecided + 1;
    while (!decidesAt(metric, summary, confidence, decides, decided)) {
      undecided = decided;
      decided = Math.min(MAX, 2 * decided);
    }
    while (decided - undecided > 1) {
      long middle = undecided + (decided - undecided) / 2;
      if (decidesAt(metric, summary, confidence, decides, middle)) {
        decided = middle;
      } else {
        undecided = middle;
      }
    }
    return OptionalLong.of(decided);
  }

  private static boolean decidesAt(
      FlipMetric metric,
      PairSummary summary,
      double confidence,
      Predicate<Interval> decides,
      long pairs) {
    double factor = (double) pairs / summary.n();
    return Estimates.interval(metric, summary, factor, confidence).filter(decides).isPresent();
  }
}
