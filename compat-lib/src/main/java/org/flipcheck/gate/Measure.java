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

  /** What has to be known of the interval to understand it; empty text for nothing. */
  default String intervalText() {
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
   * The one-sided p-value of "the limit is kept": of a value beyond the limit the tail at which the
   * interval comes to lie beyond it too, of one within the limit 1 less the tail at which the
   * interval does.
   *
   * @param rule the rule with its limit
   * @return a number from {@link #LEAST_P} to 1 − LEAST_P; empty where there is no interval
   */
  default OptionalDouble pValue(Rule rule) {
    if (interval(1, 0.5).isEmpty()) {
      return OptionalDouble.empty();
    }
    boolean keeps =
        value().isPresent()
            && rule.judge(value().getAsDouble(), value().getAsDouble()) == Verdict.PASS;
    return OptionalDouble.of(keeps ? 1 - tail(rule, Verdict.PASS) : tail(rule, Verdict.FAIL));
  }

  /** The least tail, up to 0.5, at which the interval has a verdict. */
  private double tail(Rule rule, Verdict verdict) {
    double open = LEAST_P;
    double decided = 0.5;
    if (has(verdict, rule, open)) {
      return open;
    }
    while (decided / open > 1 + 1e-12) {
      double middle = Math.sqrt(open * decided);
      if (has(verdict, rule, middle)) {
        decided = middle;
      } else {
        open = middle;
      }
    }
    return decided;
  }

  private boolean has(Verdict verdict, Rule rule, double tail) {
    return interval(1, 1 - 2 * tail)
        .filter(interval -> rule.judge(interval.low(), interval.high()) == verdict)
        .isPresent();
  }

  /** The same with the intervals that {@link #pValue} is in step with. */
  default Measure corrected() {
    return this;
  }

  /**
   * The value nearest to the limit with which so many examples have a verdict.
   *
   * @param verdict PASS or FAIL
   * @param confidence two-sided level of the interval
   * @return that value; empty if there is none, or if it is not known
   */
  default OptionalDouble reach(Rule rule, Verdict verdict, double confidence) {
    return OptionalDouble.empty();
  }
}
