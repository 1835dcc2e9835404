package org.flipcheck.train.experiment;

import org.flipcheck.select.WeightPoint;

/**
 * What a method came to at one weight of the old model.
 *
 * @param method what stands in the new model's place
 * @param dev on the examples that choose
 * @param test on those that do not
 */
record CurvePoint(Method method, WeightPoint dev, WeightPoint test) {

  double oldWeight() {
    return dev.oldWeight();
  }
}
