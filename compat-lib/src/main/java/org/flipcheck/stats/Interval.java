package org.flipcheck.stats;

/**
 * A two-sided confidence interval.
 *
 * @param low lower end
 * @param high upper end, ≥ {@code low}
 */
public record Interval(double low, double high) {

  /**
   * Checks the order of the ends.
   *
   * @throws IllegalArgumentException if an end is NaN or {@code low} exceeds {@code high}
   */
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("[%s, %s] is not an interval".formatted(low, high));
    }
  }
}
