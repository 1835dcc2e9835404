package org.flipcheck.gate;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.stats.SamplePlan;
import org.flipcheck.stats.SampleSize;

/**
 * The plan of a rule on a rate. Of a rule {@code min} it is the plan of the other examples' rate:
 * what is counted then is what the metric leaves out.
 *
 * @param rule a rule with a limit of its own on a proportion, and a confidence above 0
 * @param method how its interval is made
 */
public record RatePlan(Rule rule, IntervalMethod method) implements RulePlan {

  @Override
  public OptionalLong canPassFrom() {
    return plan().passing();
  }

  @Override
  public OptionalLong examples(double expected, double power) {
    return plan().examples(counted(expected), power);
  }

  @Override
  public double power(long examples, double expected) {
    return plan().power(examples, counted(expected));
  }

  @Override
  public OptionalDouble detectable(long examples, double power) {
    OptionalDouble found = plan().detectable(examples, power);
    return found.isEmpty() ? found : OptionalDouble.of(counted(found.getAsDouble()));
  }

  @Override
  public OptionalLong mostPassing(long examples) {
    return plan().mostPassing(examples);
  }

  @Override
  public OptionalLong fewestFailing(long examples) {
    return plan().fewestFailing(examples);
  }

  @Override
  public List<Double> ladder() {
    return RulePlan.steps(counted(rule.limit())).stream().map(this::counted).toList();
  }

  @Override
  public long mostExamples() {
    return SampleSize.MAX;
  }

  private SamplePlan plan() {
    return new SamplePlan(counted(rule.limit()), rule.confidence(), method);
  }

  /** The share of counted examples for a value of the metric, and back. */
  private double counted(double value) {
    return rule.bound() == Bound.MAX
        ? value
        : BigDecimal.ONE.subtract(BigDecimal.valueOf(value)).doubleValue();
  }
}
