package org.flipcheck.select;

import org.flipcheck.metrics.FlipCounts;

/** What a model that may stand in the new one's place came to on the development examples. */
public sealed interface CandidatePoint permits WeightPoint, TrainedPoint {

  /**
   * Outcomes of the pairs of the old model and this one: its negative flips are the update's.
   *
   * @return at least one example
   */
  FlipCounts againstOld();

  /**
   * Outcomes of the pairs of the new model and this one, on the same examples: what it costs and
   * gains to take it instead.
   *
   * @return as many examples
   */
  FlipCounts againstNew();

  /**
   * Whether it is the new model itself.
   *
   * @return true for the untreated update
   */
  boolean isNew();

  /**
   * Whether it is the old model itself.
   *
   * @return true for no update
   */
  boolean isOld();

  /**
   * Where it stands among others when they are listed.
   *
   * @return smaller comes first
   */
  int place();

  /**
   * How far it is from the new model, in its own measure: of equally good ones the nearer is taken.
   *
   * @return at least 0
   */
  double treatment();

  /**
   * How many settings of its own it has: of equally good ones the simpler is taken.
   *
   * @return at least 0
   */
  int settingCount();

  /**
   * How many examples there are.
   *
   * @return n, at least 1
   */
  default long n() {
    return againstOld().n();
  }

  /**
   * How many of them it gets right.
   *
   * @return from 0 to {@link #n()}
   */
  default long right() {
    return Math.addExact(againstOld().bothRight(), againstOld().positiveFlips());
  }

  /**
   * Its accuracy.
   *
   * @return within [0, 1]
   */
  default double accuracy() {
    return (double) right() / n();
  }

  /**
   * NFR = NF / N, of this model in place of the old one.
   *
   * @return within [0, 1]
   */
  default double negativeFlipRate() {
    return (double) againstOld().negativeFlips() / n();
  }

  /**
   * Its accuracy minus that of the new model.
   *
   * @return within [-1, 1]
   */
  default double accuracyChange() {
    return (double) (againstNew().positiveFlips() - againstNew().negativeFlips()) / n();
  }
}
