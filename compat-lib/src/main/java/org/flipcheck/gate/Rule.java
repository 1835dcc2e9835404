package org.flipcheck.gate;

import org.flipcheck.metrics.FlipMetric;

/**
 * One limit of a policy.
 *
 * @param metric what is limited
 * @param bound on which side the limit lies
 * @param limit the limit, as a share (0.02 is 2 %) or in units of the score
 * @param confidence the level of the two-sided interval whose ends are judged, in [0, 1); 0 judges
 *     the point value
 * @param scope which examples it is about
 * @param minExamples slices with fewer pairs are not judged; 0 judges all
 * @param severity whether it counts for the verdict
 */
public record Rule(
    FlipMetric metric,
    Bound bound,
    double limit,
    double confidence,
    Scope scope,
    long minExamples,
    Severity severity) {

  /** The confidence of a rule that names none. */
  public static final double DEFAULT_CONFIDENCE = 0.95;

  /** On which side of the limit a value is good. */
  public enum Bound {
    /** The value may not exceed the limit. */
    MAX,
    /** The value may not fall below the limit. */
    MIN
  }
}
