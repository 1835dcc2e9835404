package org.flipcheck.stats;

import java.util.OptionalDouble;

/**
 * A metric's value and how sure it is.
 *
 * @param value the point value; empty when undefined
 * @param low lower end of the two-sided interval; empty when there is none
 * @param high upper end of it; present if and only if {@code low} is
 * @param method how the interval was made: {@code wilson}, {@code clopper_pearson}, {@code
 *     newcombe}, {@code mover}, {@code t}, or {@code none} where there is none
 * @param undefinedBecause why there is no value, as a clause; empty text when there is one
 */
public record Estimate(
    OptionalDouble value,
    OptionalDouble low,
    OptionalDouble high,
    String method,
    String undefinedBecause) {

  /** The method of an estimate without an interval. */
  public static final String NO_METHOD = "none";

  /**
   * A value with its interval.
   *
   * @param value the point value
   * @param interval the interval
   * @param method how it was made
   * @return the estimate
   */
  public static Estimate of(double value, Interval interval, String method) {
    return new Estimate(
        OptionalDouble.of(value),
        OptionalDouble.of(interval.low()),
        OptionalDouble.of(interval.high()),
        method,
        "");
  }

  /**
   * A value without an interval.
   *
   * @param value the point value
   * @return the estimate
   */
  public static Estimate ofPoint(double value) {
    return new Estimate(
        OptionalDouble.of(value), OptionalDouble.empty(), OptionalDouble.empty(), NO_METHOD, "");
  }

  /**
   * An estimate of what has no value.
   *
   * @param because the reason, as a clause
   * @return the estimate
   */
  public static Estimate undefined(String because) {
    return new Estimate(
        OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), NO_METHOD, because);
  }
}
