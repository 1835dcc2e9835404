package org.flipcheck.gate;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;

/**
 * Judges a comparison by a policy.
 *
 * <ul>
 *   <li>A rule passes if its interval's bad end is within the limit, fails if the good end is
 *       beyond it, and is inconclusive otherwise or where there is no value.
 *   <li>FAIL outweighs INCONCLUSIVE, which outweighs PASS; findings of severity {@code warn} and
 *       those not judged have no effect. A verdict needs at least one judged finding, else it is
 *       INCONCLUSIVE.
 *   <li>A finding that a waiver forgives counts as passed, and says what it is.
 *   <li>Examples without a partner above the allowed share make it INCONCLUSIVE: those that are
 *       missing may be the ones that broke.
 * </ul>
 */
public final class Gate {

  /** What a finding about examples without a partner gives as its metric. */
  public static final String UNMATCHED_SHARE = "unmatched_share";

  /** What a finding about the flips of protected examples gives as its metric. */
  public static final String PROTECTED_FLIPS = "protected_flips";

  /** What a finding about protected ids without example gives as its metric. */
  public static final String PROTECTED_UNMATCHED = "protected_unmatched";

  /** What a finding about a waiver gives as its metric. */
  public static final String WAIVER = "waiver";

  private Gate() {}

  /**
   * Whether a comparison could be judged, as far as can be told before it is counted.
   *
   * @param policy the limits
   * @param content what its pairs will carry
   * @return sentences with the remedy, as {@link #judge} would tell them later; empty if nothing
   *     stands in the way
   */
  public static List<String> problems(Policy policy, PairSummary.Content content) {
    return Preflight.problems(policy, content);
  }

  /**
   * Judges a comparison as of today, in UTC.
   *
   * @param policy the limits
   * @param maxUnmatchedOverride largest allowed share of examples without a partner, from 0 to 1;
   *     it takes the place of the policy's own, which defaults to 0
   * @param evidence the counts
   * @return the verdict and its findings
   * @throws PolicyException with all problems at once
   */
  public static GateReport judge(
      Policy policy, OptionalDouble maxUnmatchedOverride, Evidence evidence) {
    return judge(policy, maxUnmatchedOverride, evidence, LocalDate.now(Clock.systemUTC()));
  }

  /**
   * Judges a comparison.
   *
   * @param policy the limits
   * @param maxUnmatchedOverride largest allowed share of examples without a partner, from 0 to 1;
   *     it takes the place of the policy's own, which defaults to 0
   * @param evidence the counts
   * @param today the day, in UTC, by which waivers hold or have expired
   * @return the verdict and its findings: first, and only if there are too many of them, the
   *     examples without a partner; then rule by rule; then the protected groups; last what is to
   *     be said of the policy itself: waivers that have expired or forgive nothing, rules that can
   *     never pass, limits that every value keeps, costs that no rule asks for
   * @throws PolicyException with all problems at once, if the policy makes no sense or asks for
   *     metrics, intervals, slices or outcomes that the comparison does not have
   */
  public static GateReport judge(
      Policy policy, OptionalDouble maxUnmatchedOverride, Evidence evidence, LocalDate today) {
    Preflight.check(policy, maxUnmatchedOverride, evidence);
    double maxUnmatched = maxUnmatchedOverride.orElseGet(() -> policy.maxUnmatched().orElse(0));
    WaiverDesk desk = new WaiverDesk(policy.waivers(), today);
    List<Finding> findings = new ArrayList<>();
    addUnmatched(findings, evidence.ledger(), maxUnmatched);
    if (policy.needsNoiseFloor()) {
      addUnmatched(findings, evidence.noiseFloor().orElseThrow(), maxUnmatched);
    }
    RuleJudge judge = new RuleJudge(policy, evidence);
    for (Rule rule : policy.rules()) {
      judge.judge(rule).forEach(finding -> findings.add(desk.apply(finding)));
    }
    addProtected(findings, policy, evidence, desk);
    Verdict verdict = verdict(findings, desk.hasExpired());
    findings.addAll(desk.findings());
    for (Rule rule : policy.rules()) {
      NeverPasses.warning(rule, policy.interval()).ifPresent(findings::add);
    }
    findings.addAll(NoEffect.warnings(policy));
    return new GateReport(
        verdict,
        findings,
        desk.uses(),
        policy.waivers().isEmpty() ? Optional.empty() : Optional.of(today));
  }

  private static void addProtected(
      List<Finding> findings, Policy policy, Evidence evidence, WaiverDesk desk) {
    ProtectedJudge judge = new ProtectedJudge(desk);
    for (ProtectedGroup group : policy.protectedGroups()) {
      findings.addAll(
          judge.judge(group, evidence.protectedOutcomes().orElseThrow().group(group.name())));
    }
  }

  private static void addUnmatched(List<Finding> findings, NoiseFloor floor, double maxUnmatched) {
    for (NoiseFloor.Rerun rerun : floor.reruns()) {
      double share = rerun.unmatchedShare();
      if (share > maxUnmatched) {
        findings.add(
            unmatched(
                UNMATCHED_SHARE + " of rerun " + rerun.name(),
                share,
                maxUnmatched,
                Math.addExact(rerun.matched(), rerun.unmatched()),
                Messages.unmatched(rerun, maxUnmatched)));
      }
    }
  }

  private static void addUnmatched(List<Finding> findings, JoinLedger ledger, double maxUnmatched) {
    OptionalDouble share = ledger.unmatchedShare().value();
    if (share.isPresent() && share.getAsDouble() > maxUnmatched) {
      findings.add(
          unmatched(
              UNMATCHED_SHARE,
              share.getAsDouble(),
              maxUnmatched,
              Math.round(ledger.unmatchedShare().denominator()),
              Messages.unmatched(ledger, maxUnmatched)));
    }
  }

  private static Finding unmatched(
      String what, double share, double maxUnmatched, long n, String message) {
    return new Finding(
        what + " <= " + Answers.ofNumber(maxUnmatched),
        UNMATCHED_SHARE,
        Optional.empty(),
        Verdict.INCONCLUSIVE,
        Severity.FAIL,
        OptionalDouble.of(share),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        maxUnmatched,
        n,
        message);
  }

  private static Verdict verdict(List<Finding> findings, boolean hasExpiredWaiver) {
    Set<Verdict> counting = new LinkedHashSet<>();
    Set<Verdict> warnings = new LinkedHashSet<>();
    for (Finding finding : findings) {
      boolean isForgiven = !finding.waivedBy().isEmpty();
      (finding.severity() == Severity.FAIL ? counting : warnings)
          .add(isForgiven ? Verdict.PASS : finding.verdict());
    }
    if (hasExpiredWaiver || counting.contains(Verdict.FAIL)) {
      return Verdict.FAIL;
    }
    // Where no rule counts, warnings were asked for and nothing else; they still have to be judged.
    Set<Verdict> decisive = counting.isEmpty() ? warnings : counting;
    boolean judged = !decisive.equals(Set.of(Verdict.NOT_JUDGED));
    return judged && !counting.contains(Verdict.INCONCLUSIVE) ? Verdict.PASS : Verdict.INCONCLUSIVE;
  }
}
