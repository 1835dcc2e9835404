package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.spark.PassRow.Kind;

/**
 * The tables of finished runs, read back as the {@link PassRow}s that a pass gives: so that runs
 * are added up by the code that adds up tasks.
 */
final class RunTables {

  /** The columns of {@code counts/confusion/}. */
  static final StructType CONFUSION =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("old_prediction", DataTypes.StringType)
          .add("new_prediction", DataTypes.StringType)
          .add("outcome", DataTypes.StringType)
          .add("n", DataTypes.LongType);

  private final SparkSession spark;
  private final List<FinishedRun> runs;
  private final CountShape shape;
  private final PassRow form;

  RunTables(SparkSession spark, List<FinishedRun> runs, CountShape shape) {
    this.spark = spark;
    this.runs = runs;
    this.shape = shape;
    this.form = shape.form();
  }

  /** Adds up all counts but the confusions. */
  PassCounts counts(Map<String, Long> buckets, IdSketch ids) {
    Dataset<Row> joint = cells(false);
    Dataset<Row> sets = cells(true);
    Dataset<Row> others = ledger(buckets, ids);
    if (runs.stream().noneMatch(run -> run.manifest().bySliceSet())) {
      return PassCounts.collect(shape, form, joint.union(others));
    }
    return PassCounts.collectSets(
        shape, form, PassCounts.bySliceSet(shape, form, joint).union(sets).union(others));
  }

  private Dataset<Row> ledger(Map<String, Long> buckets, IdSketch ids) {
    List<Row> rows = new ArrayList<>();
    buckets.forEach((name, n) -> rows.add(row(Kind.LEDGER, name, n, null)));
    rows.add(row(Kind.IDS, null, 0, ids.toBytes()));
    return spark.createDataFrame(rows, form.schema());
  }

  private Row row(Kind kind, String name, long n, byte[] bytes) {
    Object[] cells = new Object[form.width()];
    cells[PassRow.KIND] = kind.name();
    cells[PassRow.NAME] = name;
    cells[PassRow.N] = n;
    cells[PassRow.SUMS] = bytes;
    return RowFactory.create(cells);
  }

  private Dataset<Row> cells(boolean bySliceSet) {
    Dataset<Row> cells = spark.createDataFrame(List.of(), form.schema());
    StructType exact = CountTables.exactSchema(shape, bySliceSet);
    StructType plain = CountTables.keySchema(shape, bySliceSet).add("n", DataTypes.LongType);
    List<FinishedRun> wanted =
        runs.stream().filter(run -> run.manifest().bySliceSet() == bySliceSet).toList();
    List<String> unrounded = tables(wanted, true, "counts/exact");
    if (!unrounded.isEmpty()) {
      cells = cells.union(cells(unrounded, exact));
    }
    List<String> whole = tables(wanted, false, "counts/cells");
    if (!whole.isEmpty()) {
      cells = cells.union(cells(whole, plain));
    }
    return cells;
  }

  private static List<String> tables(List<FinishedRun> runs, boolean exact, String table) {
    return runs.stream()
        .filter(run -> run.manifest().hasExact() == exact)
        .map(run -> run.table(table))
        .toList();
  }

  private Dataset<Row> cells(List<String> folders, StructType schema) {
    Set<String> names = new LinkedHashSet<>(List.of(schema.fieldNames()));
    Map<Integer, Column> columns = new TreeMap<>();
    columns.put(PassRow.KIND, functions.lit(Kind.CELL.name()));
    columns.put(PassRow.NAME, functions.col("outcome"));
    columns.put(PassRow.N, functions.col("n"));
    if (names.contains("exact_sums")) {
      columns.put(PassRow.GAINS, functions.col("gains"));
      columns.put(PassRow.REGRESSIONS, functions.col("regressions"));
      columns.put(PassRow.SUMS, functions.col("exact_sums"));
    }
    if (shape.knownClasses()) {
      columns.put(PassRow.KNOWN, functions.col("label_known_to_old"));
    }
    if (names.contains(CountTables.HALF)) {
      columns.put(
          PassRow.CONFIRMS, functions.col(CountTables.HALF).equalTo(CountTables.half(true)));
    }
    if (names.contains("slice_set")) {
      columns.put(PassRow.LABEL, setNumber());
    }
    for (int i = 0; i < shape.slices().size(); i++) {
      columns.put(form.slice(i), SqlEngine.quoted(shape.slices().get(i)));
    }
    return select(spark.read().schema(schema).parquet(folders.toArray(String[]::new)), columns);
  }

  /** The set's number, as {@link SliceSetRows} gives it. */
  private Column setNumber() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    shape.sets().forEach(set -> numbers.put(String.join(",", set), numbers.size()));
    numbers.put("", numbers.size());
    if (numbers.size() != shape.sets().size() + 1) {
      throw new BadInputException(
          "the slice sets %s cannot be told apart in counts/cells, for a column has a comma in its name; rename it and compare again"
              .formatted(shape.sets()));
    }
    Column[] entries =
        numbers.entrySet().stream()
            .flatMap(
                entry ->
                    List.of(
                        functions.lit(entry.getKey()),
                        functions.lit(Integer.toString(entry.getValue())))
                        .stream())
            .toArray(Column[]::new);
    return functions.element_at(functions.map(entries), functions.col("slice_set"));
  }

  private Dataset<Row> select(Dataset<Row> table, Map<Integer, Column> columns) {
    StructType schema = form.schema();
    List<Column> all = new ArrayList<>();
    for (int i = 0; i < form.width(); i++) {
      Column column = columns.getOrDefault(i, functions.lit(null));
      all.add(column.cast(schema.fields()[i].dataType()).as(NormalRow.column(i)));
    }
    return table.select(all.toArray(Column[]::new));
  }

  /** The confusions; what a run put together as {@code other} is left out, and stays so. */
  Dataset<Row> confusions() {
    if (!shape.content().answers()) {
      return spark.createDataFrame(List.of(), form.schema());
    }
    return select(
        confusionTable().filter(functions.col("outcome").notEqual(CountTables.OTHER)),
        Map.of(
            PassRow.KIND, functions.lit(Kind.CONFUSION.name()),
            PassRow.NAME, functions.col("outcome"),
            PassRow.N, functions.col("n"),
            PassRow.LABEL, functions.col("label"),
            PassRow.OLD_PREDICTION, functions.col("old_prediction"),
            PassRow.NEW_PREDICTION, functions.col("new_prediction")));
  }

  /** Whether some run kept only its heaviest confusions. */
  boolean leaveOutConfusions() {
    return shape.content().answers()
        && !confusionTable().filter(functions.col("outcome").equalTo(CountTables.OTHER)).isEmpty();
  }

  private Dataset<Row> confusionTable() {
    String[] folders =
        runs.stream().map(run -> run.table("counts/confusion")).toArray(String[]::new);
    return spark.read().schema(CONFUSION).parquet(folders);
  }
}
