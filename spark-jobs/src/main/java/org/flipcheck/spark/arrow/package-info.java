/**
 * Arrow IPC files and streams as a columnar data source of Spark, named {@code arrow}: read without
 * copying values, projected and split by record batch, and written with a commit. Knows nothing of
 * comparisons.
 */
package org.flipcheck.spark.arrow;
