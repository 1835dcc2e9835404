package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
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
import org.flipcheck.report.Why;

/**
 * Writes the count tables of a run: {@code counts/cells/} and {@code counts/confusion/} for
 * everybody, and {@code counts/exact/} where the first does not hold all that adding up runs needs.
 */
final class CountTables {

  /** The most rows of {@code counts/confusion/}; the rest is one exact row {@code other}. */
  private static final int MOST_CONFUSIONS = 1_000_000;

  /** Up to so many rows the driver writes a table itself, which spares a small run a shuffle. */
  private static final int LOCAL_ROWS = 100_000;

  private static final Comparator<String> BY_TEXT =
      Comparator.nullsFirst(Comparator.naturalOrder());

  /** The outcome, label and answers of the row that stands for all lighter ones. */
  static final String OTHER = "other";

  /** The column that tells the halves of the ids apart. */
  static final String HALF = "id_half";

  private final SparkSession spark;
  private final CountShape shape;
  private final PassCounts counts;
  private final OutputDirectory output;

  CountTables(SparkSession spark, PassCounts counts, OutputDirectory output) {
    this.spark = spark;
    this.shape = counts.shape();
    this.counts = counts;
    this.output = output;
  }

  /**
   * Writes the tables.
   *
   * @param confusions a {@link PassRow} for each
   * @return the most frequent negative flips, as rows of {@code counts/confusion/}
   */
  List<Row> write(Dataset<Row> confusions) {
    writeCells();
    if (needsExact(counts)) {
      writeExact();
    }
    return shape.content().answers() ? writeConfusion(confusions) : List.of();
  }

  private static Column of(int ordinal) {
    return functions.col(NormalRow.column(ordinal));
  }

  /**
   * Whether {@code counts/cells/} leaves out what adding up needs: sums of reals are rounded there,
   * and wrong answers that could not be told apart here may be told apart together with others.
   */
  static boolean needsExact(PassCounts counts) {
    PairSummary.Content content = counts.shape().content();
    return content.scores() || content.weights() || (content.answers() && !counts.answersKnown());
  }

  private void writeCells() {
    PairSummary.Content content = counts.content();
    StructType schema = keySchema(shape, counts.isBySliceSet()).add("n", DataTypes.LongType);
    for (Measure measure : Measure.of(content)) {
      schema = schema.add(measure.column(), measure.type());
    }
    List<Row> rows = new ArrayList<>();
    for (var cell : settled().entrySet()) {
      List<Object> cells = keyCells(cell.getKey());
      cells.add(cell.getValue().n());
      Measure.of(content).forEach(measure -> cells.add(measure.value(cell.getValue())));
      rows.add(RowFactory.create(cells.toArray()));
    }
    writeLocal(rows, schema, "counts/cells");
  }

  /** The columns that tell a cell from the others, as all tables of cells begin. */
  static StructType keySchema(CountShape shape, boolean bySliceSet) {
    StructType schema = new StructType();
    if (bySliceSet) {
      schema = schema.add("slice_set", DataTypes.StringType);
    }
    for (String slice : shape.slices()) {
      schema = schema.add(slice, DataTypes.StringType);
    }
    if (shape.knownClasses()) {
      schema = schema.add("label_known_to_old", DataTypes.BooleanType);
    }
    if (shape.halves() && !bySliceSet) {
      schema = schema.add(HALF, DataTypes.StringType);
    }
    return schema.add("outcome", DataTypes.StringType);
  }

  /** What a half is called: slices are searched in the one and confirmed in the other. */
  static String half(boolean confirms) {
    return confirms ? "confirm" : "discover";
  }

  /** The columns of {@code counts/exact/}. */
  static StructType exactSchema(CountShape shape, boolean bySliceSet) {
    return keySchema(shape, bySliceSet)
        .add("n", DataTypes.LongType)
        .add("gains", DataTypes.LongType)
        .add("regressions", DataTypes.LongType)
        .add("exact_sums", DataTypes.BinaryType);
  }

  private void writeExact() {
    List<Row> rows = new ArrayList<>();
    for (PassCounts.CountedCell cell : counts.cells()) {
      String outcome = cell.outcome().key();
      List<Object> cells = keyCells(CellKey.of(cell, outcome));
      cells.add(cell.sums().n());
      cells.add(cell.sums().gains());
      cells.add(cell.sums().regressions());
      cells.add(SumsCodec.encode(cell.sums().exactSums()));
      rows.add(RowFactory.create(cells.toArray()));
    }
    writeLocal(rows, exactSchema(shape, counts.isBySliceSet()), "counts/exact");
  }

  private record CellKey(
      List<String> set, List<String> slices, Boolean known, Boolean confirms, String outcome) {

    static CellKey of(PassCounts.CountedCell cell, String outcome) {
      return new CellKey(cell.set(), cell.slices(), cell.known(), cell.confirms(), outcome);
    }
  }

  /** The cells with the outcomes that turned out to be knowable. */
  private Map<CellKey, CellSums> settled() {
    Map<CellKey, CellSums> settled = new LinkedHashMap<>();
    for (PassCounts.CountedCell cell : counts.cells()) {
      FlipOutcome outcome =
          counts.answersKnown() ? cell.outcome() : cell.outcome().withoutAnswers();
      settled
          .computeIfAbsent(CellKey.of(cell, outcome.key()), unused -> new CellSums())
          .add(cell.sums());
    }
    return settled;
  }

  private List<Object> keyCells(CellKey key) {
    List<Object> cells = new ArrayList<>();
    if (counts.isBySliceSet()) {
      cells.add(String.join(",", key.set()));
    }
    cells.addAll(key.slices());
    if (shape.knownClasses()) {
      cells.add(key.known());
    }
    if (shape.halves() && !counts.isBySliceSet()) {
      cells.add(half(key.confirms()));
    }
    cells.add(key.outcome());
    return cells;
  }

  private List<Row> writeConfusion(Dataset<Row> confusions) {
    Dataset<Row> merged =
        confusions.select(
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
                      .thenComparing(CountTables::byText))
              .toList();
      writeLocal(sorted, merged.schema(), "counts/confusion");
      return sorted.stream()
          .filter(row -> row.getString(3).equals(FlipOutcome.NEGATIVE_FLIP.key()))
          .limit(Why.MOST_CONFUSIONS)
          .toList();
    }
    return writeHeaviest(merged);
  }

  private static int byText(Row a, Row b) {
    int order = 0;
    for (int i = 0; i < 4 && order == 0; i++) {
      order = BY_TEXT.compare(a.getString(i), b.getString(i));
    }
    return order;
  }

  private List<Row> writeHeaviest(Dataset<Row> merged) {
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
    return spark
        .read()
        .parquet(folder)
        .filter(functions.col("outcome").equalTo(FlipOutcome.NEGATIVE_FLIP.key()))
        .orderBy(order)
        .limit(Why.MOST_CONFUSIONS)
        .collectAsList();
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
        measures.add(sum("gain_square_sum", Sum.GAIN_SQUARE));
        measures.add(sum("regression_square_sum", Sum.REGRESSION_SQUARE));
      }
      if (content.weights()) {
        measures.add(sum("weight", Sum.WEIGHT));
        measures.add(sum("squared_weight", Sum.SQUARED_WEIGHT));
      }
      if (content.scores() && content.weights()) {
        measures.add(sum("weight_of_gains", Sum.WEIGHT_OF_GAINS));
        measures.add(sum("weight_of_regressions", Sum.WEIGHT_OF_REGRESSIONS));
        measures.add(sum("weighted_gain_sum", Sum.WEIGHTED_GAIN));
        measures.add(sum("weighted_regression_sum", Sum.WEIGHTED_REGRESSION));
        measures.add(sum("squared_weight_of_gains", Sum.SQUARED_WEIGHT_OF_GAINS));
        measures.add(sum("squared_weight_of_regressions", Sum.SQUARED_WEIGHT_OF_REGRESSIONS));
        measures.add(sum("squared_weight_gain_sum", Sum.SQUARED_WEIGHT_GAIN));
        measures.add(sum("squared_weight_regression_sum", Sum.SQUARED_WEIGHT_REGRESSION));
      }
      return measures;
    }

    private static Measure sum(String column, Sum sum) {
      return new Measure(column, DataTypes.DoubleType, sums -> sums.value(sum));
    }
  }
}
