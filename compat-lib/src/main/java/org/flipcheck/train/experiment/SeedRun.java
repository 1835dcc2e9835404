package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;

/**
 * What one seed of a setting and recipe came to.
 *
 * @param setting which update
 * @param recipe how its models were trained
 * @param seed of the split of the data and of the training
 * @param knownDev how many development examples are of classes that the old model knows: only they
 *     can be negative flips
 * @param knownTest how many test examples are
 * @param points of all methods at all weights
 */
record SeedRun(
    Setting setting,
    Recipe recipe,
    int seed,
    long knownDev,
    long knownTest,
    List<CurvePoint> points) {

  SeedRun {
    points = List.copyOf(points);
  }

  /** The points of one method, by weight. */
  List<CurvePoint> curve(Method method) {
    return points.stream().filter(point -> point.method() == method).toList();
  }

  /** The one point of a method without a choice. */
  CurvePoint only(Method method) {
    return curve(method).get(0);
  }

  /**
   * The point that a rule chooses on the development examples; the new model itself where no weight
   * is better.
   */
  CurvePoint chosen(Method method, SelectionRule rule) {
    if (!method.isChosen()) {
      return only(method);
    }
    // A soup at weight 0 is another model than the new one, which the rule would take it for.
    List<CurvePoint> candidates =
        Stream.concat(
                Stream.of(only(Method.NEW)),
                curve(method).stream().filter(point -> point.oldWeight() > 0))
            .toList();
    List<WeightPoint> dev = new ArrayList<>();
    candidates.forEach(point -> dev.add(point.dev()));
    return candidates.get(dev.indexOf(rule.best(dev)));
  }
}
