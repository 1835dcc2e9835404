package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;

/** Finds what a policy says to no effect: limits that every value keeps, costs nobody asks for. */
final class NoEffect {

  private NoEffect() {}

  /** A warning for each. */
  static List<Finding> warnings(Policy policy) {
    List<Finding> warnings = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      if (rule.isKeptByAll()) {
        warnings.add(warning(rule.text(), rule.metric(), rule.limit(), message(rule)));
      }
    }
    boolean limitsCosts =
        policy.rules().stream().anyMatch(rule -> rule.metric() == FlipMetric.FLIP_COST);
    if (policy.costs().isPresent() && !limitsCosts) {
      warnings.add(
          warning(
              "costs",
              FlipMetric.FLIP_COST,
              0,
              "The policy has costs, but no rule limits flip_cost, so they are not used: add such a rule, or remove costs."));
    }
    return warnings;
  }

  private static String message(Rule rule) {
    double percent = rule.limit() / 100;
    String remedy =
        percent == 0
            ? "correct the limit, or remove the rule"
            : "for %s%s write %s"
                .formatted(
                    Answers.ofNumber(rule.limit()),
                    rule.metric().kind() == Kind.PAIRED_DIFFERENCE ? " point" : "%",
                    Answers.ofNumber(percent));
    return "%s says nothing, for every value keeps %s: %s; %s."
        .formatted(rule.text(), rule.bound().key(), Answers.ofNumber(rule.limit()), remedy);
  }

  private static Finding warning(String rule, FlipMetric metric, double limit, String message) {
    return new Finding(
        rule,
        metric.key(),
        Optional.empty(),
        Verdict.INCONCLUSIVE,
        Severity.WARN,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        limit,
        0,
        message);
  }
}
