package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;

/**
 * Judges a comparison by a policy.
 *
 * <ul>
 *   <li>A rule passes if its interval's bad end is within the limit, fails if the good end is
 *       beyond it, and is inconclusive otherwise or where there is no value.
 *   <li>FAIL outweighs INCONCLUSIVE, which outweighs PASS; findings of severity {@code warn} and
 *       those not judged have no effect. A verdict needs at least one judged finding, else it is
 *       INCONCLUSIVE.
 *   <li>Examples without a partner above the allowed share make it INCONCLUSIVE: those that are
 *       missing may be the ones that broke.
 * </ul>
 */
public final class Gate {

  /** What a finding about examples without a partner gives as its metric. */
  public static final String UNMATCHED_SHARE = "unmatched_share";

  private Gate() {}

  /**
   * Judges a comparison.
   *
   * @param policy the limits
   * @param maxUnmatchedOverride largest allowed share of examples without a partner, from 0 to 1;
   *     it takes the place of the policy's own, which defaults to 0
   * @param evidence the counts
   * @return the verdict and its findings: first, and only if there are too many of them, the
   *     examples without a partner; then rule by rule
   * @throws PolicyException with all problems at once, if the policy makes no sense or asks for
   *     metrics, intervals or slices that the comparison does not have
   */
  public static GateReport judge(
      Policy policy, OptionalDouble maxUnmatchedOverride, Evidence evidence) {
    Preflight.check(policy, maxUnmatchedOverride, evidence);
    List<Finding> findings = new ArrayList<>();
    double maxUnmatched = maxUnmatchedOverride.orElseGet(() -> policy.maxUnmatched().orElse(0));
    addUnmatched(findings, evidence.ledger(), maxUnmatched);
    for (Rule rule : policy.rules()) {
      addFindings(findings, rule, evidence);
    }
    return new GateReport(verdict(findings), findings);
  }

  private static void addUnmatched(List<Finding> findings, JoinLedger ledger, double maxUnmatched) {
    OptionalDouble share = ledger.unmatchedShare().value();
    if (share.isEmpty() || share.getAsDouble() <= maxUnmatched) {
      return;
    }
    findings.add(
        new Finding(
            UNMATCHED_SHARE + " <= " + Answers.ofNumber(maxUnmatched),
            UNMATCHED_SHARE,
            Optional.empty(),
            Verdict.INCONCLUSIVE,
            Severity.FAIL,
            share,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            maxUnmatched,
            Math.round(ledger.unmatchedShare().denominator()),
            Messages.unmatched(ledger, maxUnmatched)));
  }

  private static void addFindings(List<Finding> findings, Rule rule, Evidence evidence) {
    if (rule.scope() instanceof Scope.Overall) {
      findings.add(RuleJudge.judge(rule, null, evidence.overall()));
      return;
    }
    Map<SliceKey, PairSummary> slices = evidence.slices(rule.columns()).orElseThrow();
    if (rule.scope() instanceof Scope.Named named) {
      findings.add(
          find(slices, named.slice())
              .map(summary -> RuleJudge.judge(rule, named.slice(), summary))
              .orElseGet(() -> RuleJudge.missing(rule, named.slice())));
    } else if (slices.keySet().stream().noneMatch(Gate::hasValue)) {
      findings.add(RuleJudge.missing(rule, null));
    } else {
      slices.forEach((slice, summary) -> findings.add(RuleJudge.judge(rule, slice, summary)));
    }
  }

  /** By equality and not by get: a sorted map would miss a cross named in another order. */
  private static Optional<PairSummary> find(Map<SliceKey, PairSummary> slices, SliceKey wanted) {
    return slices.entrySet().stream()
        .filter(entry -> entry.getKey().equals(wanted))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean hasValue(SliceKey slice) {
    return slice.values().values().stream().anyMatch(value -> value != null);
  }

  private static Verdict verdict(List<Finding> findings) {
    Set<Verdict> counting = new LinkedHashSet<>();
    Set<Verdict> warnings = new LinkedHashSet<>();
    for (Finding finding : findings) {
      (finding.severity() == Severity.FAIL ? counting : warnings).add(finding.verdict());
    }
    if (counting.contains(Verdict.FAIL)) {
      return Verdict.FAIL;
    }
    // Where no rule counts, warnings were asked for and nothing else; they still have to be judged.
    Set<Verdict> decisive = counting.isEmpty() ? warnings : counting;
    boolean judged = !decisive.equals(Set.of(Verdict.NOT_JUDGED));
    return judged && !counting.contains(Verdict.INCONCLUSIVE) ? Verdict.PASS : Verdict.INCONCLUSIVE;
  }
}
