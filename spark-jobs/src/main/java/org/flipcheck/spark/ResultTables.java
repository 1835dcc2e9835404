package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairTally;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CompareSpec.FlipsKept;
import org.flipcheck.spark.PassRow.Kind;

/**
 * Writes the tables of a run: {@code flips/}, and what {@link CountTables} has under {@code
 * counts/}.
 */
final class ResultTables {

  static final String OLD_LABEL_PROBABILITY = "old_label_probability";
  static final String NEW_LABEL_PROBABILITY = "new_label_probability";

  private static final long FLIPS_PER_FILE = 1_000_000;

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

  /**
   * Writes the tables.
   *
   * @return see {@link CountTables#write}
   */
  List<Row> write(Pass pass) {
    writeFlips(pass);
    return new CountTables(spark, counts, output).write(pass.counts(Kind.CONFUSION));
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
    writeFlips(flips, flipRows(), output.staged("flips"), spec.output().flipsFormat());
  }

  /**
   * Writes a flip table.
   *
   * @param flips its rows, with their {@code outcome}
   * @param rows how many they are
   */
  static void writeFlips(Dataset<Row> flips, long rows, String folder, FlipsFormat format) {
    if (rows == 0) {
      // A folder without a file has no schema, and queries over it would fail.
      String outcome = folder + "/outcome=" + FlipOutcome.NEGATIVE_FLIP.key();
      Dataset<Row> none = flips.limit(0);
      if (format == FlipsFormat.ARROW) {
        none.write().format(format.source()).mode("append").save(outcome);
      } else {
        none.drop("outcome").write().parquet(outcome);
      }
      return;
    }
    int files = (int) Math.min(Integer.MAX_VALUE, 1 + rows / FLIPS_PER_FILE);
    Dataset<Row> packed = files < flips.rdd().getNumPartitions() ? flips.coalesce(files) : flips;
    DataFrameWriter<Row> writer = packed.write().partitionBy("outcome");
    if (format == FlipsFormat.ARROW) {
      writer.format(format.source()).mode("append").save(folder);
    } else {
      writer.parquet(folder);
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
    columns.add(of(PassRow.OLD_LABEL_PROBABILITY).as(OLD_LABEL_PROBABILITY));
    columns.add(of(PassRow.NEW_LABEL_PROBABILITY).as(NEW_LABEL_PROBABILITY));
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
}
