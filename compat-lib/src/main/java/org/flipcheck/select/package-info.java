/**
 * Choosing how much the old model counts in an interpolated one: the fewest negative flips on
 * development examples among the weights whose accuracy there is not inferior to the new model's.
 *
 * <p>What chose does not confirm: the chosen weight has the best of several looks at the
 * development examples, so its figures there flatter it. Confirm it on examples that chose nothing.
 */
package org.flipcheck.select;
