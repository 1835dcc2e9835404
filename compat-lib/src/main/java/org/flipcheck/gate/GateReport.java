package org.flipcheck.gate;

import java.util.List;

/**
 * The judgement of a release.
 *
 * @param verdict PASS, FAIL or INCONCLUSIVE, over the findings whose severity counts
 * @param findings every rule on every slice it judges, in the order of the policy
 */
public record GateReport(Verdict verdict, List<Finding> findings) {
  /** Keeps an unmodifiable copy of the findings. */
  public GateReport {
    findings = List.copyOf(findings);
  }
}
