package org.flipcheck.select;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.flipcheck.select.WeightPoint.Kind;

/**
 * Looks for the best weight with few evaluations: a coarse grid, then twice as fine around the best
 * so far, until the step is below the resolution. A weight is never evaluated twice, and the ends
 * not at all where they are the old and the new model, which are known; at its lower end a soup is
 * the mean of the new models, which is not.
 *
 * <p>With groups, the weight of each in turn is then searched in the same way around the best
 * weight for all, the others held fixed.
 */
public final class WeightSearch {

  /** Evaluates weights. */
  @FunctionalInterface
  public interface Evaluator {

    /**
     * Interpolates, predicts and counts.
     *
     * @param oldWeight how much the old model counts, 0 to 1
     * @param named its weights for tensors whose names fit a pattern, by pattern
     * @return what the interpolated model came to on the development examples
     * @throws IOException if it cannot be evaluated
     */
    WeightPoint at(double oldWeight, Map<String, Double> named) throws IOException;
  }

  private static final double COARSE = 0.2;
  private static final double RESOLUTION = 0.025;

  private final SelectionRule rule;
  private final Predicate<WeightPoint> passes;
  private final Kind kind;
  private final Spacing spacing;
  private final Evaluator evaluator;
  private final Map<Map<String, Double>, WeightPoint> known = new LinkedHashMap<>();
  private List<WeightPoint> ends = List.of();

  /**
   * Prepares a search.
   *
   * @param rule which weight is the best
   * @param passes what the best one has to pass besides, such as a policy, if any weight does
   * @param kind of the interpolation
   * @param evaluator evaluates weights, one after the other; its points are of this kind
   * @throws IllegalArgumentException if {@code kind} is no interpolation
   */
  public WeightSearch(
      SelectionRule rule, Predicate<WeightPoint> passes, Kind kind, Evaluator evaluator) {
    if (kind == Kind.OLD || kind == Kind.NEW) {
      throw new IllegalArgumentException("%s has no weight to search".formatted(kind));
    }
    this.rule = rule;
    this.passes = passes;
    this.kind = kind;
    this.spacing = Spacing.of(kind);
    this.evaluator = evaluator;
  }

  /**
   * The most evaluations that a search takes.
   *
   * @param groups how many groups have a weight of their own
   * @return a bound that is not far above what is usual
   */
  public static int mostEvaluations(int groups) {
    int halvings = (int) Math.ceil(Math.log(COARSE / RESOLUTION) / Math.log(2));
    int coarse = (int) Math.round(1 / COARSE);
    return coarse + 2 * halvings + groups * 2 * (halvings + 1);
  }

  /**
   * Searches.
   *
   * @param now the new model itself, see {@link WeightPoint#ofNew}
   * @param old the old model itself, see {@link WeightPoint#ofOld}
   * @param groups patterns of names of tensors whose weights are searched one by one; empty for one
   *     weight for all
   * @return all that was evaluated, and the best
   * @throws IOException if a weight cannot be evaluated
   */
  public Selection<WeightPoint> run(WeightPoint now, WeightPoint old, List<String> groups)
      throws IOException {
    known.clear();
    ends = List.of(now, old);
    for (double place = kind == Kind.SOUP_BCWI ? 0 : COARSE;
        place < 1 - COARSE / 2;
        place += COARSE) {
      evaluate(spacing.weight(place), Map.of());
    }
    refineAll();
    for (String group : groups) {
      refine(group);
    }
    return new Selection<>(rule, all(), best());
  }

  private List<WeightPoint> all() {
    List<WeightPoint> all = new ArrayList<>(ends);
    all.addAll(known.values());
    return all;
  }

  private WeightPoint best() {
    return rule.best(all(), passes);
  }

  private void refineAll() throws IOException {
    for (double step = COARSE / 2; step >= RESOLUTION; step /= 2) {
      double place = spacing.place(best().oldWeight());
      for (double next : new double[] {place - step, place + step}) {
        if (next >= lowest() && next < 1) {
          evaluate(spacing.weight(next), Map.of());
        }
      }
    }
  }

  private double lowest() {
    return kind == Kind.SOUP_BCWI ? 0 : Double.MIN_VALUE;
  }

  private void refine(String group) throws IOException {
    for (double step = COARSE; step >= RESOLUTION; step /= 2) {
      WeightPoint best = best();
      double place = spacing.place(best.named().getOrDefault(group, best.oldWeight()));
      for (double next : new double[] {place - step, place + step}) {
        Map<String, Double> named = new LinkedHashMap<>(best.named());
        named.put(group, spacing.weight(Math.min(1, Math.max(0, next))));
        evaluate(best.oldWeight(), named);
      }
    }
  }

  private void evaluate(double oldWeight, Map<String, Double> named) throws IOException {
    Map<String, Double> key = key(oldWeight, named);
    if (!known.containsKey(key)) {
      known.put(key, evaluator.at(oldWeight, named));
    }
  }

  /** The weight for all has no name. */
  private static Map<String, Double> key(double oldWeight, Map<String, Double> named) {
    Map<String, Double> key = new TreeMap<>(named);
    key.put("", oldWeight);
    return key;
  }
}
