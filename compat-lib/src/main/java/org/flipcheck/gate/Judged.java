package org.flipcheck.gate;

import java.util.Optional;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Interval;

/**
 * One rule held against one slice, on the way to a {@link Finding}.
 *
 * @param rule the rule
 * @param slice the slice; empty for all examples
 * @param n its pairs
 * @param measure what is held against the limit
 * @param interval its interval at the rule's confidence; empty for a point value
 * @param verdict what it says, corrected for the number of slices
 * @param compared for how many slices a failure is corrected, this one included; 1 for none
 * @param correction what the correction said; empty where none was needed
 */
record Judged(
    Rule rule,
    Optional<SliceKey> slice,
    long n,
    Measure measure,
    Optional<Interval> interval,
    Verdict verdict,
    int compared,
    Optional<Corrected> correction) {

  /**
   * The correction of a slice that is beyond its limit on its own.
   *
   * @param method how it was corrected
   * @param adjustedP the corrected p-value of "the limit is kept"
   */
  record Corrected(Correction method, double adjustedP) {}

  /** Whether the slice on its own is beyond the limit. */
  boolean isBeyond() {
    return verdict == Verdict.FAIL || correction.isPresent();
  }

  /** Whether more of the same would break the limit, and not keep it. */
  boolean leansToFail() {
    double value = measure.value().orElse(rule.limit());
    return rule.judge(value, value) == Verdict.FAIL;
  }

  /**
   * The two-sided level at which the interval has to lie beyond the limit for the slice to fail
   * whatever the other slices show: Bonferroni's, on which no procedure here is stricter.
   */
  double failingConfidence() {
    return compared == 1 ? rule.confidence() : 1 - (1 - rule.confidence()) / compared;
  }
}
