package org.flipcheck.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import java.util.function.Predicate;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;

/**
 * All that a fixed number of examples could have shown of a metric, from the lowest value up.
 *
 * @param last number of the highest value; the lowest is 0
 * @param value the value of a number
 * @param interval its interval
 */
record Outcomes(long last, LongToDoubleFunction value, LongFunction<Interval> interval) {

  static Optional<Outcomes> of(
      FlipMetric metric, PairSummary summary, double z, IntervalMethod method) {
    if (!metric.of(summary).isDefined() || !Intervals.exist(metric, summary)) {
      return Optional.empty();
    }
    double share = GroupedSample.share(metric, summary, 1, z);
    if (share == 0) {
      return Optional.empty();
    }
    return switch (metric.kind()) {
      case PROPORTION -> Optional.of(ofProportion(metric, summary, share, z, method));
      case PAIRED_DIFFERENCE ->
          Intervals.effectiveTable(metric, summary)
              .map(t -> ofFlips(Intervals.scaled(t, share), z));
      case RATIO, MEAN -> Optional.empty();
    };
  }

  private static Outcomes ofProportion(
      FlipMetric metric, PairSummary summary, double share, double z, IntervalMethod method) {
    Ratio counts = Intervals.effectiveCounts(metric, summary);
    double trials = share * counts.denominator();
    return new Outcomes(
        (long) trials, k -> k / trials, k -> method.interval((double) k, trials, z));
  }

  private static Outcomes ofFlips(FlipTable t, double z) {
    double flips = t.positiveFlips() + t.negativeFlips();
    return new Outcomes(
        (long) flips,
        k -> (2 * k - flips) / t.n(),
        k ->
            PairedDifferenceInterval.ofQuantile(
                new FlipTable(t.bothRight(), flips - k, k, t.bothWrong(), t.bothWrongSame()), z));
  }

  OptionalDouble highest(Predicate<Interval> holds) {
    long above = first(k -> !holds.test(interval.apply(k)));
    return above == 0 ? OptionalDouble.empty() : OptionalDouble.of(value.applyAsDouble(above - 1));
  }

  OptionalDouble lowest(Predicate<Interval> holds) {
    long lowest = first(k -> holds.test(interval.apply(k)));
    return lowest > last ? OptionalDouble.empty() : OptionalDouble.of(value.applyAsDouble(lowest));
  }

  /** The first number of which a condition is true; one more than the last if there is none. */
  private long first(LongPredicate condition) {
    long from = 0;
    long to = last + 1;
    while (from < to) {
      long middle = from + (to - from) / 2;
      if (condition.test(middle)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }
}
