package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.ScoreBins;
import org.flipcheck.metrics.ThresholdCounts;
import org.flipcheck.metrics.ThresholdCounts.Truth;

/**
 * {@link ReasonCounts} of tasks and of finished runs, added up; and {@code counts/why/}, one row
 * for each count: a few, and with thresholds up to eight for each of {@link ScoreBins}.
 */
final class ReasonTables {

  static final String FOLDER = "counts/why";

  private static final String GAP = "gap_";
  private static final String SCORE_MOVED = "score_moved";
  private static final String THRESHOLD_MOVED = "threshold_moved";
  private static final String JUDGED = "judged";
  private static final String NEW_SCORES = "new_scores";

  /** The columns of {@code counts/why/}. */
  static final StructType SCHEMA =
      new StructType()
          .add("reason", DataTypes.StringType)
          .add("outcome", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("old_right", DataTypes.BooleanType)
          .add("new_right", DataTypes.BooleanType)
          .add("score_bin", DataTypes.IntegerType)
          .add("least_score", DataTypes.DoubleType)
          .add("n", DataTypes.LongType);

  private ReasonTables() {}

  /** Adds up what the tasks of a pass have. */
  static ReasonCounts collect(Pass pass) {
    JavaRDD<byte[]> tables =
        pass.tables(PassRow.Kind.REASONS)
            .select(functions.col(NormalRow.column(PassRow.SUMS)))
            .javaRDD()
            .map(row -> (byte[]) row.get(0));
    byte[] sum = tables.treeAggregate(new byte[0], ReasonTables::plus, ReasonTables::plus);
    return new ReasonCounts().add(sum);
  }

  private static byte[] plus(byte[] a, byte[] b) {
    return a.length == 0 ? b : new ReasonCounts().add(a).add(b).toBytes();
  }

  /** Writes the table of a run. */
  static void write(SparkSession spark, ReasonCounts counts, OutputDirectory output) {
    List<Row> rows = new ArrayList<>();
    for (FlipGaps.Kind kind : FlipGaps.Kind.values()) {
      if (counts.gaps(kind) > 0) {
        String outcome = FlipOutcome.NEGATIVE_FLIP.key();
        rows.add(row(GAP + kind.key(), outcome, null, null, null, null, counts.gaps(kind)));
      }
    }
    counts.thresholds().forEach(new Writer(rows));
    spark.createDataFrame(rows, SCHEMA).coalesce(1).write().parquet(output.staged(FOLDER));
  }

  private static Row row(
      String reason,
      String outcome,
      Truth truth,
      Boolean oldRight,
      Boolean newRight,
      Integer bin,
      long n) {
    return RowFactory.create(
        reason,
        outcome,
        truth == null ? null : truth.key(),
        oldRight,
        newRight,
        bin,
        bin == null || bin == ScoreBins.FIRST ? null : (Double) ScoreBins.edge(bin),
        n);
  }

  private record Writer(List<Row> rows) implements ThresholdCounts.Receiver {
    @Override
    public void addFlips(boolean negative, boolean thresholdMoved, long n) {
      FlipOutcome outcome = negative ? FlipOutcome.NEGATIVE_FLIP : FlipOutcome.POSITIVE_FLIP;
      String reason = thresholdMoved ? THRESHOLD_MOVED : SCORE_MOVED;
      rows.add(row(reason, outcome.key(), null, null, null, null, n));
    }

    @Override
    public void addPairs(Truth truth, boolean oldRight, boolean newRight, long n) {
      rows.add(row(JUDGED, null, truth, oldRight, newRight, null, n));
    }

    @Override
    public void addBin(Truth truth, boolean oldRight, int bin, long n) {
      rows.add(row(NEW_SCORES, null, truth, oldRight, null, bin, n));
    }
  }

  /** Adds up the tables of finished runs; they are bounded as one is. */
  static ReasonCounts collect(SparkSession spark, List<FinishedRun> runs) {
    String[] folders = runs.stream().map(run -> run.table(FOLDER)).toArray(String[]::new);
    Column[] keys =
        Arrays.stream(SCHEMA.fieldNames())
            .filter(name -> !name.equals("n"))
            .map(functions::col)
            .toArray(Column[]::new);
    ReasonCounts sum = new ReasonCounts();
    spark
        .read()
        .schema(SCHEMA)
        .parquet(folders)
        .groupBy(keys)
        .agg(functions.sum("n").as("n"))
        .collectAsList()
        .forEach(row -> read(row, sum));
    return sum;
  }

  private static void read(Row row, ReasonCounts into) {
    ThresholdCounts.Receiver thresholds = into.thresholds().receiver();
    String reason = row.getString(0);
    long n = row.getLong(SCHEMA.fieldIndex("n"));
    switch (reason) {
      case SCORE_MOVED, THRESHOLD_MOVED ->
          thresholds.addFlips(
              row.getString(1).equals(FlipOutcome.NEGATIVE_FLIP.key()),
              reason.equals(THRESHOLD_MOVED),
              n);
      case JUDGED -> thresholds.addPairs(truth(row), row.getBoolean(3), row.getBoolean(4), n);
      case NEW_SCORES -> thresholds.addBin(truth(row), row.getBoolean(3), row.getInt(5), n);
      default ->
          into.addGaps(FlipGaps.Kind.fromKey(reason.substring(GAP.length())).orElseThrow(), n);
    }
  }

  private static Truth truth(Row row) {
    return Truth.fromKey(row.getString(2)).orElseThrow();
  }
}
