package org.flipcheck.gate;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.stats.DifferencePlan;

/**
 * The plan of a rule {@code accuracy_delta min}.
 *
 * @param rule such a rule, with a confidence above 0
 * @param assumed what has to be assumed of the two models
 */
public record AccuracyPlan(Rule rule, Assumed assumed) implements RulePlan {

  private static final long MOST_EXAMPLES = 10_000_000;

  /**
   * What has to be assumed of the two models.
   *
   * @param oldAccuracy accuracy of the old model, a share
   * @param flips share of all examples that flip, negatively or positively
   */
  public record Assumed(double oldAccuracy, double flips) {}

  /** There is no such number: with positive flips alone, a few examples pass. */
  @Override
  public OptionalLong canPassFrom() {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong examples(double expected, double power) {
    return plan(expected).examples(rule.limit(), power, rule.confidence());
  }

  @Override
  public double power(long examples, double expected) {
    return plan(expected).power(examples, rule.limit(), rule.confidence());
  }

  @Override
  public OptionalDouble detectable(long examples, double power) {
    // Of what flips as much was right as of all: such models there are.
    double difference = assumed.flips() * (1 - 2 * assumed.oldAccuracy());
    return plan(difference).detectable(examples, rule.limit(), power, rule.confidence());
  }

  /** Negative and positive flips decide together. */
  @Override
  public OptionalLong mostPassing(long examples) {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong fewestFailing(long examples) {
    return OptionalLong.empty();
  }

  @Override
  public List<Double> ladder() {
    return rule.limit() >= 0
        ? List.of()
        : RulePlan.steps(rule.limit()).stream()
            .filter(d -> DifferencePlan.isPossible(assumed.oldAccuracy(), assumed.flips(), d))
            .toList();
  }

  @Override
  public long mostExamples() {
    return MOST_EXAMPLES;
  }

  private DifferencePlan plan(double difference) {
    return new DifferencePlan(assumed.oldAccuracy(), assumed.flips(), difference);
  }
}
