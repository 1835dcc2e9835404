package org.flipcheck.report;

import java.util.Map;
import org.flipcheck.gate.Verdict;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;

/**
 * The models among which a new one was chosen, on development examples: the curve of the old
 * model's weight, or several distilled models.
 *
 * @param selection what was evaluated, and what was chosen
 * @param verdicts what the policy says of each on the development examples; empty without a policy
 */
public record Candidates(Selection<?> selection, Map<CandidatePoint, Verdict> verdicts) {

  /** Keeps an unmodifiable copy of the verdicts. */
  public Candidates {
    verdicts = Map.copyOf(verdicts);
  }
}
