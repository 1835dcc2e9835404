/**
 * The comparison on Spark. The walk of one row: {@link org.flipcheck.spark.CompareJob} opens and
 * checks the tables; each row is normalised while it is scanned, shuffled once by id, paired,
 * classified and counted in one stream; partial counts are added up and leave for the driver, where
 * they are divided once, at the end.
 */
package org.flipcheck.spark;
