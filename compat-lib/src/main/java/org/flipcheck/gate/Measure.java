package org.flipcheck.gate;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.SampleSize;

/** What a rule holds against its limit on some examples: a value, and its interval at any level. */
interface Measure {

  /** A p-value below this is not told apart from it. */
  double LEAST_P = 1e-15;

  /** The value, in the unit of the rule's limit; empty if undefined. */
  OptionalDouble value();

  /** Why there is no value, as a clause; empty text if there is one. */
  String undefinedBecause();

  /** Name of the interval's method. */
  String method();

  /**
   * The interval, if every count were {@code factor} times as large.
   *
   * @return empty where the value has none
   */
  Optional<Interval> interval(double factor, double confidence);

  /** The value in words, as a clause that starts with "is"; without its interval. */
  String valueText(Figures figures);

  /** What is added to the size of the sample in messages; empty text for nothing. */
  default String sampleText() {
    return "";
  }

  /** The number of pairs above {@code n} that would decide; empty if none would. */
  default OptionalLong deciding(long n, double confidence, Predicate<Interval> decides) {
    return value().isEmpty()
        ? OptionalLong.empty()
        : SampleSize.first(
            n, pairs -> interval((double) pairs / n, confidence).filter(decides).isPresent());
  }

  /**
   * The one-sided p-value of "the limit is kept": the tail at which the interval comes to lie
   * beyond the limit.
   *
   * @param rule the rule with its limit
   * @return a number from {@link #LEAST_P} to 0.5; empty where there is no interval
   */
  default OptionalDouble pValue(Rule rule) {
    if (interval(1, 0.5).isEmpty()) {
      return OptionalDouble.empty();
    }
    double beyond = LEAST_P;
    double within = 0.5;
    if (fails(rule, beyond)) {
      return OptionalDouble.of(beyond);
    }
    while (within / beyond > 1 + 1e-12) {
      double middle = Math.sqrt(beyond * within);
      if (fails(rule, middle)) {
        within = middle;
      } else {
        beyond = middle;
      }
    }
    return OptionalDouble.of(within);
  }

  private boolean fails(Rule rule, double tail) {
    return interval(1, 1 - 2 * tail)
        .filter(interval -> rule.judge(interval.low(), interval.high()) == Verdict.FAIL)
        .isPresent();
  }

  /** The values that so many examples pass and fail with, for messages; empty if not known. */
  default Optional<Reach> reach(Rule rule) {
    return Optional.empty();
  }

  /**
   * What so many examples can tell.
   *
   * @param passes the value farthest from good that would still pass; empty if none would
   * @param fails the value nearest to good that would fail; empty if none would
   */
  record Reach(OptionalDouble passes, OptionalDouble fails) {}
}
