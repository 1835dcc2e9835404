package org.flipcheck.metrics;

import java.util.OptionalDouble;

/**
 * The old/new correctness table that metrics are functions of: either the {@link FlipCounts}
 * themselves or, in a weighted comparison, the sums of weights in the same cells.
 *
 * @param bothRight CC
 * @param negativeFlips NF
 * @param positiveFlips PF
 * @param bothWrong WS + WD
 * @param bothWrongSame WS; empty when answers are unknown
 */
public record FlipTable(
    double bothRight,
    double negativeFlips,
    double positiveFlips,
    double bothWrong,
    OptionalDouble bothWrongSame) {

  /**
   * The table of plain counts; exact up to 2<sup>53</sup> pairs.
   *
   * @param counts counts of outcomes
   * @return the same cells as doubles
   */
  public static FlipTable of(FlipCounts counts) {
    return new FlipTable(
        counts.bothRight(),
        counts.negativeFlips(),
        counts.positiveFlips(),
        counts.bothWrong(),
        counts.bothWrongSame().isPresent()
            ? OptionalDouble.of((double) counts.bothWrongSame().getAsLong())
            : OptionalDouble.empty());
  }

  /**
   * N, pairs or their total weight.
   *
   * @return the sum of all cells
   */
  public double n() {
    return bothRight + negativeFlips + positiveFlips + bothWrong;
  }

  /**
   * CC + NF, what the old model got right.
   *
   * @return pairs or their total weight
   */
  public double oldRight() {
    return bothRight + negativeFlips;
  }

  /**
   * CC + PF, what the new model gets right.
   *
   * @return pairs or their total weight
   */
  public double newRight() {
    return bothRight + positiveFlips;
  }

  /**
   * NF + WS + WD, the new model's errors.
   *
   * @return pairs or their total weight
   */
  public double newWrong() {
    return negativeFlips + bothWrong;
  }

  /**
   * WD, both wrong with different answers.
   *
   * @return pairs or their total weight; empty when answers are unknown
   */
  public OptionalDouble bothWrongDifferent() {
    return bothWrongSame.isPresent()
        ? OptionalDouble.of(bothWrong - bothWrongSame.getAsDouble())
        : OptionalDouble.empty();
  }
}
