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
 * @param correction what the correction said; empty where none was needed
 */
record Judged(
    Rule rule,
    Optional<SliceKey> slice,
    long n,
    Measure measure,
    Optional<Interval> interval,
    Verdict verdict,
    Optional<Corrected> correction) {

  /**
   * The correction of a slice that is beyond its limit on its own.
   *
   * @param method how it was corrected
   * @param slices for how many slices
   * @param adjustedP the corrected p-value of "the limit is kept"
   */
  record Corrected(Correction method, int slices, double adjustedP) {}

  /** Whether the slice on its own is beyond the limit. */
  boolean isBeyond() {
    return verdict == Verdict.FAIL || correction.isPresent();
  }
}
