package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.CellSums.Sum;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairTally;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CompareSpec.FlipsKept;
import org.flipcheck.spark.PassRow.Kind;
import org.flipcheck.spark.arrow.ArrowDataSource;

/**
 * Writes the tables of a run: {@code flips/}, {@code counts/cells/} and {@code counts/confusion/}.
 */
final class ResultTables {

  /** The most rows of {@code counts/confusion/}; the rest is one exact row {@code other}. */
  private static final int MOST_CONFUSIONS = 1_000_000;

  /** Up to so many rows the driver writes a table itself, which spares a small run a shuffle. */
  private static final int LOCAL_ROWS = 100_000;

  private static final long FLIPS_PER_FILE = 1_000_000;
  private static final String OTHER = "other";
  private static final String ARROW = ArrowDataSource.class.getName();

  private final SparkSession spark;
  private final CompareSpec spec;
  private final PassRow form;
  private final PassCounts counts;
  private final OutputDirectory output;

  ResultTables(
      SparkSession spark,
      CompareSpec spec,
      PassRow form,
      PassCounts counts,
      OutputDirectory output) {
    this.spark = spark;
    this.spec = spec;
    this.form = form;
    this.counts = counts;
    this.output = output;
  }

  void write(Pass pass) {
    writeFlips(pass);
    writeCells();
    if (spec.hasAnswers()) {
      writeConfusion(pass);
    }
  }

  private static Column of(int ordinal) {
    return functions.col(NormalRow.column(ordinal));
  }

  private void writeFlips(Pass pass) {
    Column outcome = of(PassRow.NAME);
    Column kept = functions.lit(true);
    if (!counts.answersKnown()) {
      Column split =
          outcome.isin(FlipOutcome.BOTH_WRONG_SAME.key(), FlipOutcome.BOTH_WRONG_DIFFERENT.key());
      kept = spec.flips() == FlipsKept.ALL ? kept : kept.and(functions.not(split));
      outcome = functions.when(split, FlipOutcome.BOTH_WRONG.key()).otherwise(outcome);
    }
    Dataset<Row> flips = pass.flips().filter(kept).select(flipColumns(outcome));
    long rows = flipRows();
    boolean asArrow = spec.output().flipsFormat() == FlipsFormat.ARROW;
    if (rows == 0) {
      // A folder without a file has no schema, and queries over it would fail.
      String folder = output.staged("flips/outcome=" + FlipOutcome.NEGATIVE_FLIP.key());
      Dataset<Row> none = flips.limit(0);
      if (asArrow) {
        none.write().format(ARROW).mode("append").save(folder);
      } else {
        none.drop("outcome").write().parquet(folder);
      }
      return;
    }
    int files = (int) Math.min(Integer.MAX_VALUE, 1 + rows / FLIPS_PER_FILE);
    Dataset<Row> packed = files < flips.rdd().getNumPartitions() ? flips.coalesce(files) : flips;
    DataFrameWriter<Row> writer = packed.write().partitionBy("outcome");
    if (asArrow) {
      writer.format(ARROW).mode("append").save(output.staged("flips"));
    } else {
      writer.parquet(output.staged("flips"));
    }
  }

  private long flipRows() {
    PairTally overall = counts.overall();
    return Arrays.stream(FlipOutcome.values())
        .filter(spec.flips()::keeps)
        .mapToLong(outcome -> overall.cell(outcome).n())
        .sum();
  }

  private Column[] flipColumns(Column outcome) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < form.form().ids().size(); i++) {
      columns.add(of(form.id(i)).as(form.form().ids().get(i).name()));
    }
    columns.add(of(PassRow.LABEL).as("label"));
    columns.add(of(PassRow.OLD_PREDICTION).as("old_prediction"));
    columns.add(of(PassRow.NEW_PREDICTION).as("new_prediction"));
    columns.add(of(PassRow.OLD_SCORE).as("old_score"));
    columns.add(of(PassRow.NEW_SCORE).as("new_score"));
    columns.add(of(PassRow.OLD_MARGIN).as("old_margin"));
    columns.add(of(PassRow.NEW_MARGIN).as("new_margin"));
    columns.add(of(PassRow.WEIGHT).as("weight"));
    for (int i = 0; i < form.form().slices().size(); i++) {
      String slice = form.form().slices().get(i);
      if (!slice.equals("label")) {
        columns.add(of(form.slice(i)).as(slice));
      }
    }
    for (int i = 0; i < form.form().keep().size(); i++) {
      columns.add(of(form.keep(i)).as(form.form().keep().get(i).name()));
    }
    columns.add(outcome.as("outcome"));
    return columns.toArray(Column[]::new);
  }

  private void writeCells() {
    PairSummary.Content content = counts.content();
    boolean known = spec.oldSource().classes().isPresent();
    StructType schema = new StructType();
    if (counts.isBySliceSet()) {
      schema = schema.add("slice_set", DataTypes.StringType);
    }
    for (String slice : form.form().slices()) {
      schema = schema.add(slice, DataTypes.StringType);
    }
    if (known) {
      schema = schema.add("label_known_to_old", DataTypes.BooleanType);
    }
    schema = schema.add("outcome", DataTypes.StringType).add("n", DataTypes.LongType);
    for (Measure measure : Measure.of(content)) {
      schema = schema.add(measure.column(), measure.type());
    }
    List<Row> rows = new ArrayList<>();
    for (var cell : settled().entrySet()) {
      rows.add(cellRow(cell.getKey(), cell.getValue(), known, content));
    }
    writeLocal(rows, schema, "counts/cells");
  }

  private record CellKey(List<String> set, List<String> slices, Boolean known, String outcome) {}

  /** The cells with the outcomes that turned out to be knowable. */
  private Map<CellKey, CellSums> settled() {
    Map<CellKey, CellSums> settled = new LinkedHashMap<>();
    for (PassCounts.CountedCell cell : counts.cells()) {
      FlipOutcome outcome =
          counts.answersKnown() ? cell.outcome() : cell.outcome().withoutAnswers();
      settled
          .computeIfAbsent(
              new CellKey(cell.set(), cell.slices(), cell.known(), outcome.key()),
              unused -> new CellSums())
          .add(cell.sums());
    }
    return settled;
  }

  private Row cellRow(CellKey key, CellSums sums, boolean known, PairSummary.Content content) {
    List<Object> cells = new ArrayList<>();
    if (counts.isBySliceSet()) {
      cells.add(String.join(",", key.set()));
    }
    cells.addAll(key.slices());
    if (known) {
      cells.add(key.known());
    }
    cells.add(key.outcome());
    cells.add(sums.n());
    Measure.of(content).forEach(measure -> cells.add(measure.value(sums)));
    return RowFactory.create(cells.toArray());
  }

  private void writeConfusion(Pass pass) {
    Dataset<Row> merged =
        pass.counts(Kind.CONFUSION)
            .select(
                of(PassRow.LABEL).as("label"),
                of(PassRow.OLD_PREDICTION).as("old_prediction"),
                of(PassRow.NEW_PREDICTION).as("new_prediction"),
                of(PassRow.NAME).as("outcome"),
                of(PassRow.N).as("n"));
    List<Row> first = merged.limit(LOCAL_ROWS + 1).collectAsList();
    if (first.size() <= LOCAL_ROWS) {
      List<Row> sorted =
          first.stream()
              .sorted(
                  Comparator.comparingLong((Row row) -> -row.getLong(4))
                      .thenComparing(Row::toString))
              .toList();
      writeLocal(sorted, merged.schema(), "counts/confusion");
      return;
    }
    writeHeaviest(merged);
  }

  private void writeHeaviest(Dataset<Row> merged) {
    Column[] order = {
      functions.col("n").desc(),
      functions.col("label"),
      functions.col("old_prediction"),
      functions.col("new_prediction"),
      functions.col("outcome")
    };
    String folder = output.staged("counts/confusion");
    merged.orderBy(order).limit(MOST_CONFUSIONS).coalesce(1).write().parquet(folder);
    Row kept = spark.read().parquet(folder).agg(functions.sum("n")).head();
    long rest = counts.of(Bucket.JUDGED) - kept.getLong(0);
    if (rest > 0) {
      Row other = RowFactory.create(OTHER, OTHER, OTHER, OTHER, rest);
      spark
          .createDataFrame(List.of(other), merged.schema())
          .coalesce(1)
          .write()
          .mode("append")
          .parquet(folder);
    }
  }

  private void writeLocal(List<Row> rows, StructType schema, String name) {
    spark.createDataFrame(rows, schema).coalesce(1).write().parquet(output.staged(name));
  }

  /** A numeric column of {@code counts/cells/} beside {@code n}. */
  private record Measure(
      String column,
      org.apache.spark.sql.types.DataType type,
      java.util.function.Function<CellSums, Object> reading) {

    Object value(CellSums sums) {
      return reading.apply(sums);
    }

    static List<Measure> of(PairSummary.Content content) {
      List<Measure> measures = new ArrayList<>();
      if (content.scores()) {
        measures.add(new Measure("gains", DataTypes.LongType, CellSums::gains));
        measures.add(new Measure("regressions", DataTypes.LongType, CellSums::regressions));
        measures.add(sum("gain_sum", Sum.GAIN));
        measures.add(sum("regression_sum", Sum.REGRESSION));
      }
      if (content.weights()) {
        measures.add(sum("weight", Sum.WEIGHT));
      }
      if (content.scores() && content.weights()) {
        measures.add(sum("weight_of_gains", Sum.WEIGHT_OF_GAINS));
        measures.add(sum("weight_of_regressions", Sum.WEIGHT_OF_REGRESSIONS));
        measures.add(sum("weighted_gain_sum", Sum.WEIGHTED_GAIN));
        measures.add(sum("weighted_regression_sum", Sum.WEIGHTED_REGRESSION));
      }
      return measures;
    }

    private static Measure sum(String column, Sum sum) {
      return new Measure(column, DataTypes.DoubleType, sums -> sums.value(sum));
    }
  }
}
