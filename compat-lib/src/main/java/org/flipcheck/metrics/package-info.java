/**
 * What a flip is: outcomes, counts, metrics and the join ledger. JDK only, no engine and no I/O.
 *
 * <p>The flow of one value: a {@link org.flipcheck.metrics.CorrectnessRule} judges each side of a
 * pair, {@link org.flipcheck.metrics.FlipOutcome} names what became of it, {@link
 * org.flipcheck.metrics.PairTally} counts it, and a {@link org.flipcheck.metrics.FlipMetric}
 * divides the counts once, at the end.
 */
package org.flipcheck.metrics;
