package org.flipcheck.bench;

import org.apache.spark.sql.SparkSession;

/** The least a Spark program can do: start a local session, count two tables, stop. */
public final class SparkCount {

  private SparkCount() {}

  /**
   * Counts.
   *
   * @param args two Parquet tables
   */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("count").master("local[2]").getOrCreate();
    System.out.println(spark.read().parquet(args[0]).count());
    System.out.println(spark.read().parquet(args[1]).count());
    spark.stop();
  }
}
