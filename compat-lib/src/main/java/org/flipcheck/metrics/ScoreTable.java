package org.flipcheck.metrics;

/**
 * Score changes of a scored comparison: either counts and sums over pairs or, in a weighted
 * comparison, the same with each pair multiplied by its weight.
 *
 * @param n pairs with a score on both sides
 * @param gains pairs with new score &gt; old score (strictly; MUSCLE §3.2)
 * @param regressions pairs with new score &lt; old score (strictly)
 * @param gainSum sum of (new − old) over gains, ≥ 0
 * @param regressionSum sum of (old − new) over regressions, ≥ 0
 */
public record ScoreTable(
    double n, double gains, double regressions, double gainSum, double regressionSum) {}
