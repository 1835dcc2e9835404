package org.flipcheck.bench;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads a table as Spark's scan decodes it, batch by batch, and stops there: no rows are made of
 * the batches, which is the least that any Spark job over the table has to do.
 */
final class ColumnarScan {

  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";

  private ColumnarScan() {}

  /**
   * Reads all batches.
   *
   * @param table a scan of a columnar source and nothing else
   * @return how many rows there are
   * @throws IllegalStateException if Spark reads the source row by row
   */
  static long read(Dataset<Row> table) {
    RuntimeConfig conf = table.sparkSession().conf();
    String before = conf.get(WHOLE_STAGE);
    // Without whole-stage code Spark reads Parquet row by row.
    conf.set(WHOLE_STAGE, true);
    try {
      return batches(table.queryExecution().executedPlan())
          .mapPartitions(ColumnarScan::count)
          .reduce(Long::sum);
    } finally {
      conf.set(WHOLE_STAGE, before);
    }
  }

  /** The topmost part of a plan that gives batches. */
  private static JavaRDD<ColumnarBatch> batches(SparkPlan plan) {
    SparkPlan scan = plan;
    while (!scan.supportsColumnar()) {
      if (scan.children().size() != 1) {
        throw new IllegalStateException("no columnar scan in " + plan);
      }
      scan = scan.children().head();
    }
    return scan.executeColumnar().toJavaRDD();
  }

  private static Iterator<Long> count(Iterator<ColumnarBatch> batches) {
    long rows = 0;
    while (batches.hasNext()) {
      rows += batches.next().numRows();
    }
    return List.of(rows).iterator();
  }
}
