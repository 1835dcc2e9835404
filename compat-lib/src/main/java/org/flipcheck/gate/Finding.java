package org.flipcheck.gate;

import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.SliceKey;

/**
 * What became of one rule on one slice.
 *
 * @param rule the rule in words, such as {@code negative_flip_rate <= 0.02}; the same for every
 *     slice the rule judges
 * @param metric key of the metric, or {@code unmatched_share} for the join
 * @param slice the slice judged; empty for all examples
 * @param verdict what the numbers say
 * @param severity whether that counts
 * @param value the metric's value; empty when undefined
 * @param low lower end of the interval at the rule's confidence; empty when the point value is
 *     judged
 * @param high upper end of it
 * @param limit the limit
 * @param n pairs the value is computed from
 * @param message one sentence for people: value, interval, limit and, where the data do not decide,
 *     what would
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
    String message) {}
