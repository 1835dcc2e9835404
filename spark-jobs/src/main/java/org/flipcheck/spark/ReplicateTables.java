package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;

/**
 * {@link ReplicateTable}s of tasks and of finished runs, added up; and {@code counts/replicates/},
 * one row for each slice and outcome.
 */
final class ReplicateTables {

  static final String FOLDER = "counts/replicates";

  private static final String SET = "slice_set";
  private static final String KNOWN = "label_known_to_old";
  private static final String OUTCOME = "outcome";
  private static final String SUMS = "n_by_replicate";
  private static final String BETWEEN_COLUMNS = ",";

  private ReplicateTables() {}

  /** Adds up what the tasks of a pass have. */
  static ReplicateTable collect(GroupRules rules, Pass pass) {
    JavaRDD<byte[]> tables =
        pass.tables(PassRow.Kind.REPLICATES)
            .select(functions.col(NormalRow.column(PassRow.SUMS)))
            .javaRDD()
            .map(row -> (byte[]) row.get(0));
    return together(rules, tables);
  }

  private static ReplicateTable together(GroupRules rules, JavaRDD<byte[]> tables) {
    ReplicateTable sum = new ReplicateTable(rules);
    JavaRDD<byte[]> ofPartitions =
        tables.mapPartitions(
            part -> {
              ReplicateTable some = new ReplicateTable(rules);
              part.forEachRemaining(some::add);
              return List.of(some.toBytes()).iterator();
            });
    sum.add(ofPartitions.treeReduce((a, b) -> plus(rules, a, b)));
    return sum;
  }

  private static byte[] plus(GroupRules rules, byte[] a, byte[] b) {
    ReplicateTable sum = new ReplicateTable(rules);
    sum.add(a);
    sum.add(b);
    return sum.toBytes();
  }

  private static StructType schema(CountShape shape) {
    StructType schema = new StructType().add(SET, DataTypes.StringType);
    for (String slice : shape.slices()) {
      schema = schema.add(slice, DataTypes.StringType);
    }
    return schema
        .add(KNOWN, DataTypes.BooleanType)
        .add(OUTCOME, DataTypes.StringType)
        .add(SUMS, DataTypes.createArrayType(DataTypes.LongType, false));
  }

  /** Writes the table of a run. */
  static void write(
      SparkSession spark, CountShape shape, ReplicateTable table, OutputDirectory output) {
    List<Row> rows = new ArrayList<>();
    List<String> none = Collections.nCopies(shape.slices().size(), null);
    addRows(rows, "", none, null, table.overall());
    if (shape.knownClasses()) {
      addRows(rows, "", none, true, table.known());
    }
    for (int i = 0; i < shape.sets().size(); i++) {
      List<String> set = shape.sets().get(i);
      table.forEach(
          i,
          (values, replicates) -> {
            List<String> slices = new ArrayList<>(none);
            for (int at = 0; at < set.size(); at++) {
              slices.set(shape.slices().indexOf(set.get(at)), values.get(at));
            }
            addRows(rows, String.join(BETWEEN_COLUMNS, set), slices, null, replicates);
          });
    }
    spark.createDataFrame(rows, schema(shape)).coalesce(1).write().parquet(output.staged(FOLDER));
  }

  private static void addRows(
      List<Row> rows, String set, List<String> slices, Boolean known, Replicates replicates) {
    for (ReplicateCell cell : ReplicateCell.values()) {
      replicates
          .of(cell)
          .ifPresent(
              sums -> {
                List<Object> cells = new ArrayList<>();
                cells.add(set);
                cells.addAll(slices);
                cells.add(known);
                cells.add(cell.key());
                cells.add(sums);
                rows.add(RowFactory.create(cells.toArray()));
              });
    }
  }

  /** Adds up the tables of finished runs. */
  static ReplicateTable collect(
      SparkSession spark, GroupRules rules, CountShape shape, List<FinishedRun> runs) {
    String[] folders = runs.stream().map(run -> run.table(FOLDER)).toArray(String[]::new);
    Column[] columns =
        java.util.Arrays.stream(schema(shape).fieldNames())
            .map(SqlEngine::quoted)
            .toArray(Column[]::new);
    Dataset<Row> rows = spark.read().schema(schema(shape)).parquet(folders).select(columns);
    List<List<String>> sets = shape.sets();
    JavaRDD<byte[]> tables =
        rows.javaRDD().mapPartitions(part -> List.of(read(rules, sets, part)).iterator());
    return together(rules, tables);
  }

  private static byte[] read(GroupRules rules, List<List<String>> sets, Iterator<Row> rows) {
    List<String> names = sets.stream().map(set -> String.join(BETWEEN_COLUMNS, set)).toList();
    ReplicateTable table = new ReplicateTable(rules);
    while (rows.hasNext()) {
      Row row = rows.next();
      int known = 1 + rules.slices();
      Replicates into;
      if (row.getString(0).isEmpty()) {
        into = row.isNullAt(known) ? table.overall() : table.known();
      } else {
        int set = names.indexOf(row.getString(0));
        List<String> values = new ArrayList<>();
        rules.sets().get(set).forEach(column -> values.add(row.getString(1 + column)));
        into = table.enter(set, ReplicateTable.Values.of(values));
      }
      long[] sums = row.<Long>getList(known + 2).stream().mapToLong(Long::longValue).toArray();
      into.add(ReplicateCell.fromKey(row.getString(known + 1)).orElseThrow(), sums);
    }
    return table.toBytes();
  }
}
