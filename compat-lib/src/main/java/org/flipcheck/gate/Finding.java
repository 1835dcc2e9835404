package org.flipcheck.gate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.SliceKey;

/**
 * What became of one rule on one slice, or of something else the policy asks for.
 *
 * @param rule the rule in words, such as {@code negative_flip_rate <= 0.02}; the same for every
 *     slice the rule judges
 * @param metric key of the metric, or one of the names in {@link Gate} for what is no metric
 * @param slice the slice judged; empty for all examples
 * @param verdict what the numbers say
 * @param severity whether that counts
 * @param value the value held against the limit, in its unit; empty when undefined
 * @param low lower end of the interval at the rule's confidence; empty when the point value is
 *     judged
 * @param high upper end of it; empty too where it is infinite
 * @param limit the limit
 * @param n pairs the value is computed from
 * @param message one sentence for people: value, interval, limit and, where the data do not decide,
 *     what would
 * @param basis what the verdict rests on; empty where no value was held against a limit
 * @param waivedBy the waivers because of which the finding does not count; its verdict stays what
 *     the numbers say
 */
public record Finding(
    String rule,
    String metric,
    Optional<SliceKey> slice,
    Verdict verdict,
    Severity severity,
    OptionalDouble value,
    OptionalDouble low,
    OptionalDouble high,
    double limit,
    long n,
    String message,
    Optional<Basis> basis,
    List<Waiver> waivedBy) {

  /** Keeps an unmodifiable copy of the waivers. */
  public Finding {
    waivedBy = List.copyOf(waivedBy);
  }

  /**
   * A finding that rests on no interval and that nobody forgives.
   *
   * @param rule the rule in words
   * @param metric key of the metric
   * @param slice the slice judged
   * @param verdict what the numbers say
   * @param severity whether that counts
   * @param value the value held against the limit
   * @param low lower end of the interval
   * @param high upper end of it
   * @param limit the limit
   * @param n pairs the value is computed from
   * @param message one sentence for people
   */
  public Finding(
      String rule,
      String metric,
      Optional<SliceKey> slice,
      Verdict verdict,
      Severity severity,
      OptionalDouble value,
      OptionalDouble low,
      OptionalDouble high,
      double limit,
      long n,
      String message) {
    this(
        rule,
        metric,
        slice,
        verdict,
        severity,
        value,
        low,
        high,
        limit,
        n,
        message,
        Optional.empty(),
        List.of());
  }

  /**
   * What a verdict rests on.
   *
   * @param side the end of the interval that was held against the limit: of a limit from above, the
   *     upper end for PASS and INCONCLUSIVE, the lower one for FAIL; of a limit from below, the
   *     other way round
   * @param level one-sided level of that end: 0.975 for a 95% interval; 0 for the point value
   * @param method how the interval was made
   * @param adjustedP p-value of "the limit is kept", corrected for the number of slices; present
   *     where the slice of an {@code each} rule is beyond its limit and there is a correction; of a
   *     share by the exact binomial test. The slice fails at or below 1 − level
   */
  public record Basis(Side side, double level, String method, OptionalDouble adjustedP) {}

  /** An end of an interval. */
  public enum Side {
    /** The lower end. */
    LOWER,
    /** The upper end. */
    UPPER,
    /** The point value, in place of an interval. */
    POINT
  }

  /**
   * Whether the finding has a say in the verdict.
   *
   * @return true for severity {@code fail} if no waiver forgives it
   */
  public boolean counts() {
    return severity == Severity.FAIL && waivedBy.isEmpty();
  }

  /**
   * The same finding, forgiven.
   *
   * @param waivers who forgives it, at least one
   * @param sentence what the message says of it in addition
   * @return a copy that does not count
   */
  Finding waived(List<Waiver> waivers, String sentence) {
    return new Finding(
        rule,
        metric,
        slice,
        verdict,
        severity,
        value,
        low,
        high,
        limit,
        n,
        message + " " + sentence,
        basis,
        waivers);
  }
}
