package org.flipcheck.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of many runs, each as one view. All Parquet files of a view are one scan, whose schema
 * is known and whose folders carry the name of their run: a scan for each run would take the engine
 * longer to plan than the data take to read.
 */
final class TableViews {

  /** What a view calls the run. */
  static final String RUN = "run";

  /** What a view calls a column of a run's own by that name. */
  static final String OWN_RUN = "own_run";

  private final SparkSession spark;
  private final Map<String, OpenRun> runs;
  private final Consumer<String> notes;

  TableViews(SparkSession spark, Map<String, OpenRun> runs, Consumer<String> notes) {
    this.spark = spark;
    this.runs = runs;
    this.notes = notes;
  }

  /**
   * The rows of a table.
   *
   * @throws BadInputException if the table of a run is lost or cannot be opened, or the runs'
   *     columns do not go together; all problems at once
   */
  Dataset<Row> rows(QueryView view) throws IOException {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    List<RunTable> tables = RunTable.find(hadoop, view, runs);
    Map<String, StructType> schemas = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (RunTable table : tables) {
      try {
        schemas.put(table.run(), table.schema(spark, hadoop));
      } catch (BadInputException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(problems);
    }
    if (tables.isEmpty()) {
      return spark.createDataFrame(List.of(), empty(view));
    }
    UnitedSchema united = UnitedSchema.of(view, schemas, named());
    united.notes().forEach(notes);
    noteSliceSets(schemas);
    return union(view, tables, schemas, united.schema());
  }

  /** The columns of a table that no run has. */
  private static StructType empty(QueryView view) {
    StructType own =
        switch (view) {
          case CONFUSION -> RunTables.CONFUSION;
          case WHY -> ReasonTables.SCHEMA;
          default -> throw new IllegalStateException("every run has " + view.key());
        };
    StructType schema = new StructType().add(RUN, DataTypes.StringType);
    for (StructField field : own.fields()) {
      schema = schema.add(field);
    }
    return schema;
  }

  /** A run with too many cells has them once for each set of slices, and counts differently. */
  private void noteSliceSets(Map<String, StructType> schemas) {
    List<String> bySet =
        schemas.entrySet().stream()
            .filter(run -> List.of(run.getValue().fieldNames()).contains("slice_set"))
            .map(Map.Entry::getKey)
            .toList();
    if (!bySet.isEmpty()) {
      notes.accept(
          "cells: %s counts every pair once for each set of slices, pick one by WHERE slice_set = '...'; the column is null in the other runs"
              .formatted(QueriedRuns.listed(bySet)));
    }
  }

  /** The columns that name examples or slices in some run. */
  private Set<String> named() {
    Set<String> named = new HashSet<>();
    for (OpenRun run : runs.values()) {
      named.addAll(run.result().sliceColumns());
      if (run.result().run().config().get("id") instanceof List<?> ids) {
        ids.forEach(id -> named.add(String.valueOf(id)));
      }
    }
    return named;
  }

  private Dataset<Row> union(
      QueryView view, List<RunTable> tables, Map<String, StructType> schemas, StructType united) {
    Map<StructType, List<RunTable>> scans = new LinkedHashMap<>();
    List<Dataset<Row>> parts = new ArrayList<>();
    for (RunTable table : tables) {
      StructType own = schemas.get(table.run());
      if (table.isArrow()) {
        parts.add(select(table.readArrow(spark), view, united, own));
      } else {
        scans.computeIfAbsent(read(united, own), schema -> new ArrayList<>()).add(table);
      }
    }
    scans.forEach(
        (schema, of) -> parts.add(select(RunScan.of(spark, of, schema), view, united, schema)));
    return parts.stream().reduce(Dataset::union).orElseThrow();
  }

  /** The columns as a run's files have them; those they lack, as the view has them. */
  private static StructType read(StructType united, StructType own) {
    Map<String, DataType> types = new LinkedHashMap<>();
    Arrays.stream(own.fields()).forEach(field -> types.put(field.name(), field.dataType()));
    StructType read = new StructType();
    for (StructField field : united.fields()) {
      read = read.add(field.name(), types.getOrDefault(field.name(), field.dataType()));
    }
    return read;
  }

  /**
   * The columns of the view: the run first, the outcome of flips last.
   *
   * @param own the columns that the rows have
   */
  private static Dataset<Row> select(
      Dataset<Row> rows, QueryView view, StructType united, StructType own) {
    List<String> there = List.of(own.fieldNames());
    List<Column> columns = new ArrayList<>();
    columns.add(SqlEngine.quoted(RunScan.RUN).as(RUN));
    for (StructField field : united.fields()) {
      String name = field.name();
      Column column = there.contains(name) ? SqlEngine.quoted(name) : functions.lit(null);
      columns.add(column.cast(field.dataType()).as(name.equals(RUN) ? OWN_RUN : name));
    }
    if (view == QueryView.FLIPS) {
      columns.add(functions.col(RunScan.OUTCOME));
    }
    return rows.select(columns.toArray(Column[]::new));
  }
}
