package org.flipcheck.gate;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The judgement of a release.
 *
 * @param verdict PASS, FAIL or INCONCLUSIVE, over the findings that count
 * @param findings every rule on every slice it judges, in the order of the policy; then protected
 *     examples and waivers
 * @param waivers what became of each waiver, in the order of the policy
 * @param judgedOn the day, in UTC, by which waivers were held to be valid; empty without waivers,
 *     since then it makes no difference
 */
public record GateReport(
    Verdict verdict,
    List<Finding> findings,
    List<WaiverUse> waivers,
    Optional<LocalDate> judgedOn) {

  /** Keeps unmodifiable copies of the lists. */
  public GateReport {
    findings = List.copyOf(findings);
    waivers = List.copyOf(waivers);
  }

  /**
   * The judgement by a policy without waivers.
   *
   * @param verdict PASS, FAIL or INCONCLUSIVE
   * @param findings every rule on every slice it judges
   */
  public GateReport(Verdict verdict, List<Finding> findings) {
    this(verdict, findings, List.of(), Optional.empty());
  }
}
