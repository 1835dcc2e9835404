package org.flipcheck.gate;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many examples a rule needs to pass, before there are any. Values are those of the rule's
 * metric; examples are those that the metric divides by.
 */
public sealed interface RulePlan permits RatePlan, AccuracyPlan {

  /** How far the values of a {@link #ladder()} are on the way to the limit. */
  List<BigDecimal> STEPS =
      List.of(
          BigDecimal.ZERO, new BigDecimal("0.25"), new BigDecimal("0.5"), new BigDecimal("0.75"));

  /**
   * What is planned for.
   *
   * @return the rule
   */
  Rule rule();

  /**
   * The fewest examples with which the rule can pass at all: if what is seen could not be better.
   *
   * @return a number of examples; empty if it would exceed {@link
   *     org.flipcheck.stats.SampleSize#MAX}, or if more than one count decides
   */
  OptionalLong canPassFrom();

  /**
   * The number of examples from which on the rule passes with a given probability.
   *
   * @param expected the true value, better than the limit
   * @param power probability of passing, in (0, 1)
   * @return a number of examples; empty if it would exceed {@link
   *     org.flipcheck.stats.SampleSize#MAX}
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  OptionalLong examples(double expected, double power);

  /**
   * The probability that the rule passes.
   *
   * @param examples number of examples, from 1 to {@link #mostExamples()}
   * @param expected the true value
   * @return the power at exactly so many examples
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  double power(long examples, double expected);

  /**
   * The true value, nearest to the limit, that makes the rule fail with a given probability.
   *
   * @param examples number of examples, from 1 to {@link #mostExamples()}
   * @param power probability of failing, in (0, 1)
   * @return a value beyond the limit; empty if no value fails as often
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  OptionalDouble detectable(long examples, double power);

  /**
   * The most counted examples with which the rule passes.
   *
   * @param examples number of examples, from 1 to {@link #mostExamples()}
   * @return a count, such as of negative flips; empty if none is few enough, or if more than one
   *     count decides
   */
  OptionalLong mostPassing(long examples);

  /**
   * The fewest counted examples with which the rule fails.
   *
   * @param examples number of examples, from 1 to {@link #mostExamples()}
   * @return a count; empty if none is enough, or if more than one count decides
   */
  OptionalLong fewestFailing(long examples);

  /**
   * True values to plan for where none is expected: the best, and a quarter, a half and three
   * quarters of the way to the limit.
   *
   * @return values better than the limit, the best first; those that cannot be are left out
   */
  List<Double> ladder();

  /** The steps from 0 to a limit, decimals staying decimals. */
  static List<Double> steps(double limit) {
    BigDecimal exact = BigDecimal.valueOf(limit);
    return STEPS.stream().map(step -> step.multiply(exact).doubleValue()).toList();
  }

  /**
   * The most examples about which all questions have an answer.
   *
   * @return a number of examples
   */
  long mostExamples();
}
