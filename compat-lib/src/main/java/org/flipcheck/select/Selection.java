package org.flipcheck.select;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The weights that were evaluated on the development examples, and the best of them.
 *
 * @param rule what the best one is
 * @param curve all that was evaluated, by weight; points with weights for groups stand beside those
 *     without
 * @param chosen the best; weight 0 if no other is both not inferior and better
 */
public record Selection(SelectionRule rule, List<WeightPoint> curve, WeightPoint chosen) {

  /**
   * Sorts the curve.
   *
   * @throws IllegalArgumentException if the new model is not among the points
   */
  public Selection {
    curve =
        curve.stream()
            .sorted(
                Comparator.comparingDouble(WeightPoint::oldWeight)
                    .thenComparing(point -> point.named().toString()))
            .toList();
    if (curve.stream().noneMatch(WeightPoint::isNew)) {
      throw new IllegalArgumentException("the new model, weight 0, is not among the points");
    }
  }

  /**
   * The new model as it is.
   *
   * @return the point of weight 0
   */
  public WeightPoint now() {
    return curve.stream().filter(WeightPoint::isNew).findFirst().orElseThrow();
  }

  /**
   * Whether another model than the new one was chosen.
   *
   * @return false if weight 0 is the best
   */
  public boolean mends() {
    return !chosen.isNew();
  }

  /**
   * How much smaller the negative flip rate of the chosen weight is than the new model's, relative
   * to the latter, on the examples that chose it.
   *
   * @return at most 1; empty where the new model has no negative flip
   */
  public OptionalDouble relativeReduction() {
    long before = now().againstOld().negativeFlips();
    long after = chosen.againstOld().negativeFlips();
    return before == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) (before - after) / before);
  }
}
