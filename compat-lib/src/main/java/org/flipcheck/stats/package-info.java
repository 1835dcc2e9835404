/**
 * How sure a metric is: intervals, paired tests and sample sizes. Plain functions of counts;
 * rounding is left to whoever prints them.
 *
 * <p>{@link org.flipcheck.stats.Estimates} is the entry: it gives a metric its value and the
 * interval that suits its kind.
 */
package org.flipcheck.stats;
