package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.flipcheck.text.Glob;

/**
 * How much the OLD model counts, 0 to 1, by tensor.
 *
 * @param oldWeight the weight of tensors that no pattern names
 * @param named weights of tensors whose names fit a pattern; the first that fits counts
 */
public record OldWeights(double oldWeight, List<Named> named) {

  /**
   * A weight for some tensors.
   *
   * @param glob which
   * @param oldWeight how much the OLD model counts there
   */
  public record Named(Glob glob, double oldWeight) {}

  /** Makes the list unmodifiable. */
  public OldWeights {
    named = List.copyOf(named);
  }

  /**
   * The weight of one tensor.
   *
   * @param tensor its name
   * @return that of the first pattern that fits, else the general one
   */
  public double of(String tensor) {
    return named.stream()
        .filter(weight -> weight.glob().matches(tensor))
        .findFirst()
        .map(Named::oldWeight)
        .orElse(oldWeight);
  }

  /**
   * What is wrong with the weights.
   *
   * @param tensors the names of the model's tensors
   * @return sentences for people; empty if all is well
   */
  public List<String> problems(Collection<String> tensors) {
    List<String> problems = new ArrayList<>();
    check("the weight of the old model", oldWeight, problems);
    for (Named weight : named) {
      String pattern = weight.glob().pattern();
      check(
          "the weight of the old model for '%s'".formatted(pattern), weight.oldWeight(), problems);
      if (tensors.stream().noneMatch(weight.glob()::matches)) {
        problems.add("no tensor fits the pattern '%s' of a weight; check it".formatted(pattern));
      }
    }
    return problems;
  }

  private static void check(String what, double weight, List<String> problems) {
    if (!(weight >= 0 && weight <= 1)) {
      problems.add(
          "%s is %s; it is between 0 (only the new model) and 1 (only the old one)"
              .formatted(what, weight));
    }
  }
}
