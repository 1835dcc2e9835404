package org.flipcheck.mend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Gate;
import org.flipcheck.gate.GateReport;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.Verdict;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.report.ResultEvidence;

/**
 * The policy that a mended update has to pass.
 *
 * @param policy the rules; empty where nothing is judged
 * @param enforcement what a verdict means for the build
 */
public record Judge(Optional<PolicyFile> policy, Enforcement enforcement) {

  /**
   * Makes sure that the policy can be judged by counts alone.
   *
   * @throws MendException with all that needs more
   */
  public Judge {
    List<String> problems = new ArrayList<>();
    policy.map(PolicyFile::policy).ifPresent(rules -> check(rules, problems));
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
  }

  private static void check(Policy rules, List<String> problems) {
    String remedy =
        "mend without that part, then run flipcheck compare on the predictions that it writes";
    if (!rules.protectedGroups().isEmpty()) {
      problems.add("the policy protects examples, which only compare looks up: " + remedy);
    }
    if (rules.costs().isPresent()) {
      problems.add("the policy has costs, which only compare adds up: " + remedy);
    }
    if (rules.needsNoiseFloor()) {
      problems.add("the policy needs a rerun of the old model, which only compare has: " + remedy);
    }
  }

  /** The sets of slice columns that the policy judges. */
  List<List<String>> sliceSets() {
    return policy.map(file -> List.copyOf(file.policy().sliceSets())).orElse(List.of());
  }

  /** A comparison with its judgement. */
  ComparisonResult judged(ComparisonResult result) {
    if (policy.isEmpty()) {
      return result;
    }
    PolicyFile file = policy.get();
    GateReport report =
        Gate.judge(file.policy(), OptionalDouble.empty(), ResultEvidence.of(result));
    return result.withGate(new GateSection(file.fingerprint(), report, enforcement));
  }

  /** The verdict on a comparison, which is made only where there is a policy to judge it by. */
  Optional<Verdict> verdict(Supplier<ComparisonResult> result) {
    return policy
        .flatMap(unused -> judged(result.get()).gate())
        .map(gate -> gate.report().verdict());
  }
}
