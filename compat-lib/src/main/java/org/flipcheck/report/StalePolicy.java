package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.PolicyException;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.metrics.FlipMetric;

/**
 * Keeps a gate from judging by stale findings: what a comparison evaluated for a policy holds for
 * that part of the policy as it was.
 */
final class StalePolicy {

  private StalePolicy() {}

  /**
   * Checks that a result was evaluated for a policy.
   *
   * @param result a finished comparison
   * @param policy the policy to judge by
   * @throws PolicyException if it was not, with the command that does
   */
  static void refuse(ComparisonResult result, Policy policy) {
    List<String> problems = new ArrayList<>();
    boolean limitsCosts =
        policy.rules().stream().anyMatch(rule -> rule.metric() == FlipMetric.FLIP_COST);
    problem(
            "protected examples",
            PolicyFingerprints.ofProtected(policy),
            result.policyEvidence().protectedOutcomes().map(ProtectedOutcomes::fingerprint))
        .ifPresent(problems::add);
    problem(
            "costs",
            PolicyFingerprints.ofCosts(policy).filter(print -> limitsCosts),
            result.policyEvidence().costs().map(CostOutcome::fingerprint))
        .ifPresent(problems::add);
    if (!problems.isEmpty()) {
      problems.add("run again: " + CommandLineText.compare(result.run().config()));
      throw new PolicyException(problems);
    }
  }

  private static Optional<String> problem(
      String what, Optional<String> wanted, Optional<String> evaluated) {
    if (wanted.isEmpty() || wanted.equals(evaluated)) {
      return Optional.empty();
    }
    return Optional.of(
        evaluated.isPresent()
            ? "the %s of the policy are not those that the comparison evaluated (%s, not %s): it has to be run with this policy"
                .formatted(what, evaluated.get(), wanted.get())
            : "the comparison did not evaluate the %s of the policy: it has to be run with this policy"
                .formatted(what));
  }
}
