/**
 * Files in and out: {@code result.json} and the policy file are read and written here, and every
 * rendering for people and build servers is a pure function of a {@link
 * org.flipcheck.report.ComparisonResult}.
 *
 * <p>Numbers are rounded here and nowhere else. Text that came with the data (model names, slice
 * values) is never trusted: every renderer escapes it for its own format.
 */
package org.flipcheck.report;
