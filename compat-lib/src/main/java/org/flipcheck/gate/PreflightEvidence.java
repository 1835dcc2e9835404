package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.NoiseFloor.Rerun;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Estimates;

/** Whether a comparison evaluated what only the examples can tell: costs, reruns, protected ids. */
final class PreflightEvidence {

  static final String WEIGHTED_COST =
      "flip_cost counts every example once, but the comparison is weighted; leave out --weight, or remove the rule";

  private static final String AGAIN = "run compare with this policy";

  private PreflightEvidence() {}

  static void addProblems(List<String> problems, Rule rule, Evidence evidence) {
    if (rule.metric() == FlipMetric.FLIP_COST && evidence.costs().isEmpty()) {
      problems.add("the comparison counted no costs; " + AGAIN);
    }
    if (rule.metric() == FlipMetric.FLIP_COST && evidence.overall().content().weights()) {
      problems.add(WEIGHTED_COST);
    }
    if (!(rule.baseline() instanceof Baseline.Floor)) {
      return;
    }
    Optional<NoiseFloor> floor = evidence.noiseFloor();
    if (floor.isEmpty()) {
      problems.add(
          "the comparison had no rerun of the old model to tell the noise floor from; run compare with this policy and --old-rerun PATH, or remove the rule");
      return;
    }
    floor.get().reruns().forEach(rerun -> addProblems(problems, rule, evidence, rerun));
  }

  private static void addProblems(
      List<String> problems, Rule rule, Evidence evidence, Rerun rerun) {
    FlipMetric metric = rule.metric();
    if (!metric.appliesTo(rerun.overall().content())) {
      problems.add("the rerun %s has no %s; %s".formatted(rerun.name(), metric.key(), AGAIN));
    } else if (rule.confidence() != 0 && !Estimates.haveInterval(metric, rerun.overall())) {
      problems.add(
          "%s of the rerun %s has no interval, for it was written without sums of squares; %s"
              .formatted(metric.key(), rerun.name(), AGAIN));
    }
    boolean counted = rule.columns().isEmpty() || isCounted(rule, rerun);
    boolean hasExamples =
        evidence.slices(rule.columns()).map(slices -> !slices.isEmpty()).orElse(false);
    if (!counted && hasExamples) {
      problems.add(
          "the rerun %s was not counted by %s; %s"
              .formatted(rerun.name(), String.join(" and ", rule.columns()), AGAIN));
    }
  }

  private static boolean isCounted(Rule rule, Rerun rerun) {
    HashSet<String> wanted = new HashSet<>(rule.columns());
    return rerun.slices().keySet().stream()
        .map(SliceKey::columns)
        .anyMatch(columns -> new HashSet<>(columns).equals(wanted));
  }

  static void addProblems(List<String> problems, Policy policy, Evidence evidence) {
    if (policy.protectedGroups().isEmpty()) {
      return;
    }
    Optional<ProtectedOutcomes> outcomes = evidence.protectedOutcomes();
    if (outcomes.isEmpty()) {
      problems.add(
          "the policy protects examples, but the comparison did not look for them; " + AGAIN);
      return;
    }
    List<String> seen = new ArrayList<>();
    outcomes.get().groups().forEach(group -> seen.add(group.name()));
    policy.protectedGroups().stream()
        .map(ProtectedGroup::name)
        .filter(name -> !seen.contains(name))
        .forEach(
            name ->
                problems.add(
                    "the comparison did not look for the protected examples of %s; %s"
                        .formatted(name, AGAIN)));
  }
}
