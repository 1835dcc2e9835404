package org.flipcheck.select;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The models that were evaluated on the development examples, and the best of them.
 *
 * @param <T> how the models are made
 * @param rule what the best one is
 * @param curve all that was evaluated: interpolations by kind and weight, those with weights for
 *     groups beside those without; trained candidates by their numbers
 * @param chosen the best; the new model if no other is both not inferior and better
 */
public record Selection<T extends CandidatePoint>(SelectionRule rule, List<T> curve, T chosen) {

  /**
   * Sorts the curve.
   *
   * @throws IllegalArgumentException if the new model or the chosen one is not among the points
   */
  public Selection {
    curve =
        curve.stream()
            .distinct()
            .sorted(
                Comparator.<T>comparingInt(CandidatePoint::place)
                    .thenComparingDouble(CandidatePoint::treatment)
                    .thenComparing(Object::toString))
            .toList();
    if (curve.stream().noneMatch(CandidatePoint::isNew)) {
      throw new IllegalArgumentException("the new model is not among the points");
    }
    if (!curve.contains(chosen)) {
      throw new IllegalArgumentException("the chosen model is not among the points");
    }
  }

  /**
   * The choice among some points.
   *
   * @param <T> how the models are made
   * @param rule what the best one is
   * @param points what was evaluated, of one or several searches; the new model among them
   * @return the points and the best of them
   */
  public static <T extends CandidatePoint> Selection<T> of(SelectionRule rule, List<T> points) {
    return new Selection<>(rule, points, rule.best(points));
  }

  /**
   * The new model as it is.
   *
   * @return its point
   */
  public T now() {
    return curve.stream().filter(CandidatePoint::isNew).findFirst().orElseThrow();
  }

  /**
   * Whether another model than the new one was chosen.
   *
   * @return false if the new model is the best
   */
  public boolean mends() {
    return !chosen.isNew();
  }

  /**
   * How much smaller the negative flip rate of the chosen model is than the new one's, relative to
   * the latter, on the examples that chose it.
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
