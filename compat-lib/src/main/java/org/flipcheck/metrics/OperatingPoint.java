package org.flipcheck.metrics;

import java.util.OptionalDouble;

/**
 * What a threshold of the new model's scores gives, the old model and its threshold being what they
 * are. A score that reaches the threshold passes.
 *
 * @param threshold least score that passes, a finite number
 * @param negativeFlips pairs whose old score passed and whose new score does not
 * @param positiveFlips pairs whose old score did not pass and whose new score does
 * @param precision TP/(TP+FP): the share of positive labels among the pairs that pass and have a
 *     label; empty where none passes
 * @param recall TP/(TP+FN): the share of pairs that pass among those with a positive label; empty
 *     without positive labels
 */
public record OperatingPoint(
    double threshold,
    long negativeFlips,
    long positiveFlips,
    OptionalDouble precision,
    OptionalDouble recall) {

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is NaN or infinite, or a count is negative
   */
  public OperatingPoint {
    if (!Double.isFinite(threshold) || negativeFlips < 0 || positiveFlips < 0) {
      throw new IllegalArgumentException(
          "no operating point: threshold %s, %d negative and %d positive flips"
              .formatted(threshold, negativeFlips, positiveFlips));
    }
  }
}
