package org.flipcheck.metrics;

import java.util.OptionalDouble;

/**
 * A metric before its one division, so that an interval can see both parts. Undefined is a value: a
 * zero denominator or missing data gives an empty {@link #value()} and a reason, never NaN and
 * never a silent 0.
 *
 * @param numerator what is counted
 * @param denominator out of how much
 * @param undefinedBecause why there is no value; empty text when there is one
 */
public record Ratio(double numerator, double denominator, String undefinedBecause) {

  /**
   * A quotient that is undefined when its denominator is zero.
   *
   * @param numerator what is counted
   * @param denominator out of how much
   * @param becauseZero the reason to give when the denominator is zero, such as "the new model made
   *     no error"
   * @return the ratio
   */
  public static Ratio of(double numerator, double denominator, String becauseZero) {
    return new Ratio(numerator, denominator, denominator == 0 ? becauseZero : "");
  }

  /**
   * A metric that this data cannot give.
   *
   * @param because the reason, as a clause
   * @return a ratio without a value
   */
  public static Ratio undefined(String because) {
    return new Ratio(0, 0, because);
  }

  /**
   * Whether there is a value.
   *
   * @return true if {@link #value()} is present
   */
  public boolean isDefined() {
    return undefinedBecause.isEmpty();
  }

  /**
   * Numerator over denominator.
   *
   * @return the quotient, or empty when undefined
   */
  public OptionalDouble value() {
    return isDefined() ? OptionalDouble.of(numerator / denominator) : OptionalDouble.empty();
  }
}
