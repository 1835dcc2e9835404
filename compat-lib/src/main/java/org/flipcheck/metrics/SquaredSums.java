package org.flipcheck.metrics;

import java.util.Optional;

/**
 * Sums of squares in the places of the sums of a {@link PairSummary}: what the intervals of
 * weighted metrics and of means need beside these. Without weights every weight is 1.
 *
 * @param table sums of squared weights in the cells of the table; empty without correctness
 * @param scores sums of squared weights in the places of pairs, gains and regressions, and of
 *     squared weight × score change in the places of their sums; empty without scores
 * @param answerChanges sums of squared weights in the places of the answer changes; empty with them
 * @param gainSquares sum of (weight × (new − old))² over pairs whose score rose; 0 without scores
 * @param regressionSquares the same over pairs whose score fell
 */
public record SquaredSums(
    Optional<FlipTable> table,
    Optional<ScoreTable> scores,
    Optional<Ratio> answerChanges,
    double gainSquares,
    double regressionSquares) {}
