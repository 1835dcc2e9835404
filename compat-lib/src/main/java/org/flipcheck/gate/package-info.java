/**
 * Whether a release may ship: a {@link org.flipcheck.gate.Policy} of rules judged on the counts of
 * a comparison, with three verdicts. Values and judgement only; files are read and written in
 * {@code report}.
 */
package org.flipcheck.gate;
