package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A scan that gives batches of columns, where the plan of a table is nothing but such a scan.
 *
 * @param scan the plan
 * @param positions for each column asked for, where the scan has it
 */
record ColumnarScan(SparkPlan scan, List<Integer> positions) {

  private static final String COMPILE = "spark.sql.codegen.wholeStage";

  /**
   * Plans with compiled queries. Spark reads Parquet and ORC by column only where it may compile; a
   * session that starts fast for small inputs does without.
   */
  static <T> T compiled(SparkSession spark, Supplier<T> plan) {
    RuntimeConfig conf = spark.conf();
    String before = conf.get(COMPILE);
    conf.set(COMPILE, "true");
    try {
      return plan.get();
    } finally {
      conf.set(COMPILE, before);
    }
  }

  /** The columnar scan behind a selection of columns; empty where rows have to be computed. */
  static Optional<ColumnarScan> of(Dataset<Row> selected) {
    SparkPlan plan = selected.queryExecution().sparkPlan();
    List<Attribute> wanted = new ArrayList<>();
    SparkPlan scan = plan;
    if (plan instanceof ProjectExec project) {
      scan = project.child();
      for (NamedExpression named : CollectionConverters.asJava(project.projectList())) {
        Expression source = named instanceof Alias alias ? alias.child() : (Expression) named;
        if (!(source instanceof Attribute attribute)) {
          return Optional.empty();
        }
        wanted.add(attribute);
      }
    } else {
      wanted.addAll(CollectionConverters.asJava(plan.output()));
    }
    if (!scan.supportsColumnar() || !scan.children().isEmpty()) {
      return Optional.empty();
    }
    List<Long> given =
        CollectionConverters.asJava(scan.output()).stream().map(a -> a.exprId().id()).toList();
    List<Integer> positions = wanted.stream().map(a -> given.indexOf(a.exprId().id())).toList();
    return positions.contains(-1)
        ? Optional.empty()
        : Optional.of(new ColumnarScan(scan, positions));
  }

  JavaRDD<ColumnarBatch> batches() {
    return scan.executeColumnar().toJavaRDD();
  }
}
