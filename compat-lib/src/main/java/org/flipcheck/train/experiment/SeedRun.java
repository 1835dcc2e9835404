package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Setting<?> setting,
    Recipe recipe,
    int seed,
    long knownDev,
    long knownTest,
    List<CurvePoint> points) {

  SeedRun {
    points = List.copyOf(points);
  }

  /** What a seed of an update came to. */
  static SeedRun of(
      Setting<?> setting, Recipe recipe, int seed, Update update, List<CurvePoint> points) {
    return new SeedRun(
        setting, recipe, seed, update.known(update.dev()), update.known(update.test()), points);
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
   * or margin is better. Where only one margin makes sense there is no choice.
   */
  CurvePoint chosen(Method method, SelectionRule rule) {
    if (!method.isChosen() || hasOneMargin(method)) {
      return only(method);
    }
    List<CurvePoint> candidates =
        Stream.concat(
                Stream.of(only(Method.NEW)), curve(method).stream().filter(SeedRun::isCandidate))
            .toList();
    List<WeightPoint> dev = new ArrayList<>();
    candidates.forEach(point -> dev.add(point.dev()));
    return candidates.get(dev.indexOf(rule.best(dev)));
  }

  private boolean hasOneMargin(Method method) {
    return curve(method).size() == 1 && only(method).margin().isPresent();
  }

  /** A soup at weight 0 is another model than the new one, which interpolation does not choose. */
  private static boolean isCandidate(CurvePoint point) {
    return point.dev().kind() != WeightPoint.Kind.SOUP_BCWI || point.oldWeight() > 0;
  }

  /** Runs of the same setting and recipe together, in the order of the first of each. */
  static List<List<SeedRun>> groups(List<SeedRun> runs) {
    Map<String, List<SeedRun>> groups = new LinkedHashMap<>();
    for (SeedRun run : runs) {
      groups
          .computeIfAbsent(
              run.setting().key() + ' ' + run.recipe().key(), unused -> new ArrayList<>())
          .add(run);
    }
    return List.copyOf(groups.values());
  }
}
