package org.flipcheck.stats;

import java.util.OptionalDouble;

/**
 * A metric with its uncertainty.
 *
 * @param value the metric's value; empty when undefined
 * @param low lower end of the two-sided interval; empty when there is none
 * @param high upper end of it
 * @param method how the interval was made: {@code wilson}, {@code newcombe}, or {@code none} where
 *     there is none
 * @param undefinedBecause why there is no value; empty text when there is one
 */
public record Estimate(
    OptionalDouble value,
    OptionalDouble low,
    OptionalDouble high,
    String method,
    String undefinedBecause) {}
