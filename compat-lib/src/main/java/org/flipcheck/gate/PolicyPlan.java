package org.flipcheck.gate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.AccuracyPlan.Assumed;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;

/** How many examples each rule of a policy needs. */
public final class PolicyPlan {

  private PolicyPlan() {}

  /**
   * One rule of the policy.
   *
   * @param rule the rule
   * @param answer what it needs; empty where no number of examples can be told
   * @param notPlannedBecause the reason, a phrase for people; empty where there is an answer
   */
  public record Planned(Rule rule, Optional<PlanAnswer> answer, String notPlannedBecause) {}

  /**
   * Plans for every rule by itself.
   *
   * @param policy a good policy
   * @param power probability of passing, in (0, 1)
   * @param assumed what to assume of the models where accuracies are compared; may be empty
   * @return the rules in their order
   */
  public static List<Planned> of(Policy policy, double power, Optional<Assumed> assumed) {
    return policy.rules().stream().map(rule -> planned(policy, rule, power, assumed)).toList();
  }

  private static Planned planned(
      Policy policy, Rule rule, double power, Optional<Assumed> assumed) {
    Optional<String> because = notPlannedBecause(rule, assumed);
    if (because.isPresent()) {
      return new Planned(rule, Optional.empty(), because.get());
    }
    RulePlan plan =
        rule.metric() == FlipMetric.ACCURACY_DELTA
            ? new AccuracyPlan(rule, assumed.orElseThrow())
            : new RatePlan(rule, policy.interval());
    return new Planned(
        rule,
        Optional.of(PlanAnswer.of(plan, power, OptionalDouble.empty(), OptionalLong.empty())),
        "");
  }

  private static Optional<String> notPlannedBecause(Rule rule, Optional<Assumed> assumed) {
    if (!(rule.baseline() instanceof Baseline.Absolute)) {
      return Optional.of("its limit depends on what will be measured");
    }
    if (rule.confidence() == 0) {
      return Optional.of("its point value is judged, whatever the number of examples");
    }
    if (rule.metric() == FlipMetric.ACCURACY_DELTA) {
      return ofAccuracy(rule, assumed);
    }
    if (rule.metric().kind() != Kind.PROPORTION) {
      return Optional.of("only rates and accuracy_delta can be planned");
    }
    boolean open = rule.limit() > 0 && rule.limit() < 1;
    return open ? Optional.empty() : Optional.of(ofClosed(rule));
  }

  private static String ofClosed(Rule rule) {
    boolean always = rule.limit() == (rule.bound() == Bound.MAX ? 1 : 0);
    return always
        ? "every value keeps its limit"
        : "no interval ends at its limit, so that no number of examples is enough";
  }

  private static Optional<String> ofAccuracy(Rule rule, Optional<Assumed> assumed) {
    if (rule.bound() == Bound.MAX || rule.limit() >= 0) {
      return Optional.of("only a loss that is allowed can be planned, min below 0");
    }
    if (assumed.isEmpty()) {
      return Optional.of("it depends on the models: give --old-accuracy and --flip-rate");
    }
    return new AccuracyPlan(rule, assumed.get()).ladder().size() == RulePlan.STEPS.size()
        ? Optional.empty()
        : Optional.of(
            "no two models have such an accuracy and share of flips from no loss to the limit");
  }
}
