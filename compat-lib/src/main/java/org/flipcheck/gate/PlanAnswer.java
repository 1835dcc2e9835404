package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a plan says.
 *
 * @param plan the plan of a rule
 * @param power the probability that is asked for
 * @param needs what it takes, for each expected value
 * @param sizes what sets of some sizes can show, the smallest first
 */
public record PlanAnswer(RulePlan plan, double power, List<Need> needs, List<Size> sizes) {

  /** Keeps unmodifiable copies. */
  public PlanAnswer {
    needs = List.copyOf(needs);
    sizes = List.copyOf(sizes);
  }

  /**
   * What it takes to pass.
   *
   * @param expected the true value
   * @param examples from so many on the rule passes with the power asked for; empty if more than
   *     {@link org.flipcheck.stats.SampleSize#MAX}
   */
  public record Need(double expected, OptionalLong examples) {}

  /**
   * What a set can show.
   *
   * @param examples its size
   * @param mostPassing the most counted examples with which the rule passes; empty if it cannot, or
   *     more than one count decides
   * @param fewestFailing the fewest with which it fails; empty likewise
   * @param powers for each of the needs the probability of passing
   * @param detectable the true value that fails with the power asked for; empty if none does
   */
  public record Size(
      long examples,
      OptionalLong mostPassing,
      OptionalLong fewestFailing,
      List<Double> powers,
      OptionalDouble detectable) {
    /** Keeps an unmodifiable copy. */
    public Size {
      powers = List.copyOf(powers);
    }
  }

  /**
   * Asks a plan.
   *
   * @param plan the plan of a rule
   * @param power probability of passing, in (0, 1)
   * @param expected the true value; empty for those of {@link RulePlan#ladder()}
   * @param size a number of examples that there are; empty if there are none yet
   * @return the answer; its sizes are the given one, that at which the rule can pass, and what it
   *     takes for a value that is expected
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public static PlanAnswer of(
      RulePlan plan, double power, OptionalDouble expected, OptionalLong size) {
    List<Double> values = expected.isPresent() ? List.of(expected.getAsDouble()) : plan.ladder();
    List<Need> needs =
        values.stream().map(value -> new Need(value, plan.examples(value, power))).toList();
    List<Long> sizes = new ArrayList<>();
    size.ifPresent(sizes::add);
    if (expected.isPresent()) {
      needs.get(0).examples().ifPresent(sizes::add);
    }
    if (!sizes.isEmpty()) {
      plan.canPassFrom().ifPresent(sizes::add);
    }
    return new PlanAnswer(
        plan,
        power,
        needs,
        sizes.stream()
            .filter(examples -> examples <= plan.mostExamples())
            .distinct()
            .sorted()
            .map(examples -> size(plan, power, values, examples))
            .toList());
  }

  private static Size size(RulePlan plan, double power, List<Double> values, long examples) {
    return new Size(
        examples,
        plan.mostPassing(examples),
        plan.fewestFailing(examples),
        values.stream().map(value -> plan.power(examples, value)).toList(),
        plan.detectable(examples, power));
  }
}
