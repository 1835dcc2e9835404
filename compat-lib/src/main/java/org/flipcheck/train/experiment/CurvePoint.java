package org.flipcheck.train.experiment;

import java.util.OptionalDouble;
import org.flipcheck.select.WeightPoint;

/**
 * What a method came to at one weight of the old model, or with one margin.
 *
 * @param method what stands in the new model's place
 * @param margin in logits, between old and added classes while training; empty for methods without
 *     one
 * @param dev on the examples that choose
 * @param test on those that do not
 * @param known on those of them that are of classes that the old model knows
 */
record CurvePoint(
    Method method, OptionalDouble margin, WeightPoint dev, WeightPoint test, KnownTest known) {

  /**
   * Test examples of classes that the old model knows.
   *
   * @param right how many the method gets right
   * @param sharedFlips how many are negative flips of the method and of the untreated new model
   */
  record KnownTest(long right, long sharedFlips) {}

  double oldWeight() {
    return dev.oldWeight();
  }
}
