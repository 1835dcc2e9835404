/**
 * The bench: makes prediction tables by seed, lets Flipcheck, plain Spark SQL and DuckDB compare
 * them side by side, checks that they agree, and prints what each took. Run by the Maven profile
 * {@code bench}; the benchmarks of inner loops are in the profile {@code jmh}.
 */
package org.flipcheck.bench;
