package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.gate.Gate;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.spark.CompareSpec;

/** What a policy needs of a comparison that is not counted yet. */
final class PolicyNeeds {

  private PolicyNeeds() {}

  /** Everything that a comparison lacks by its options; empty without a policy. */
  static List<String> missing(CompareSpec spec) {
    List<String> missing = new ArrayList<>();
    spec.policy()
        .map(CompareSpec.PolicyText::policy)
        .ifPresent(
            policy -> {
              missing.addAll(Gate.problems(policy, spec.content()));
              addCosts(missing, policy, spec);
              addReruns(missing, policy, spec);
              policy.protectedGroups().forEach(group -> addIds(missing, group, spec));
            });
    return missing;
  }

  private static void addCosts(List<String> missing, Policy policy, CompareSpec spec) {
    boolean byCell = policy.costs().filter(costs -> !costs.cells().isEmpty()).isPresent();
    if (byCell && !spec.hasAnswers()) {
      missing.add(
          "the policy's costs go by label and answers, but the comparison has no answers; give --prediction or --logits, or leave only the default cost");
    }
  }

  private static void addReruns(List<String> missing, Policy policy, CompareSpec spec) {
    if (policy.needsNoiseFloor() && spec.oldReruns().isEmpty()) {
      missing.add(
          "the policy limits what goes beyond the noise floor; give --old-rerun PATH, predictions of the old model trained or sampled again");
    }
  }

  private static void addIds(List<String> missing, ProtectedGroup group, CompareSpec spec) {
    int columns = spec.columns().ids().size();
    group.ids().stream()
        .filter(id -> id.size() != columns)
        .findFirst()
        .ifPresent(
            id ->
                missing.add(
                    "protected group %s: the id '%s' has %d parts, but --id %s has %d; give one text for each id column, separated by tabs in a file"
                        .formatted(
                            group.name(),
                            String.join(", ", id),
                            id.size(),
                            String.join(",", spec.columns().ids()),
                            columns)));
  }
}
