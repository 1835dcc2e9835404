package org.flipcheck.spark;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.report.ConsoleTable;
import org.flipcheck.spark.QuerySpec.Format;
import org.flipcheck.spark.arrow.ArrowDataSource;

/** The rows of a query, written in the form that was asked for. */
final class Answer {

  private static final int ROWS_BETWEEN_LOOKS = 1024;

  private final QuerySpec spec;
  private final Dataset<Row> rows;
  private final Consumer<String> notes;

  Answer(QuerySpec spec, Dataset<Row> rows, Consumer<String> notes) {
    this.spec = spec;
    this.rows = rows;
    this.notes = notes;
    if (spec.format() != Format.TABLE && spec.format() != Format.CSV) {
      AnswerColumns.requireUnique(rows, spec.format());
    }
  }

  /** Writes text to a stream, which stays open. */
  void write(OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    switch (spec.format()) {
      case TABLE -> buffered.write(table().getBytes(StandardCharsets.UTF_8));
      case CSV -> writeCsv(buffered, out);
      case JSON -> writeJson(buffered, out);
      case PARQUET, ARROW -> throw new IllegalStateException("binary forms need a file");
    }
    buffered.flush();
    requireTaken(out);
  }

  /**
   * Writes a file that is not there yet.
   *
   * @param file its place; a folder beside it may be used for work
   */
  void write(SparkSession spark, OutputFile.Staged file) throws IOException {
    if (!spec.format().isBinary()) {
      try (OutputStream out = file.create()) {
        write(out);
      }
      return;
    }
    Dataset<Row> limited =
        spec.limit().isPresent() ? rows.limit(Math.toIntExact(spec.limit().getAsLong())) : rows;
    Dataset<Row> one = AnswerColumns.inOnePart(spark, limited);
    if (spec.format() == Format.PARQUET) {
      one.write().parquet(file.folder().toString());
    } else {
      one.write()
          .format(ArrowDataSource.class.getName())
          .mode("append")
          .save(file.folder().toString());
    }
    file.takePart();
  }

  private String table() {
    long most = spec.limit().orElse(QuerySpec.TABLE_ROWS);
    int taken = (int) Math.min(Integer.MAX_VALUE, most + 1);
    List<Row> found = AnswerColumns.forTable(rows).takeAsList(taken);
    boolean more = found.size() > most;
    List<List<String>> cells = new ArrayList<>();
    for (Row row : more ? found.subList(0, (int) most) : found) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        line.add(shown(row.get(i)));
      }
      cells.add(line);
    }
    String rowsText = "%,d row%s".formatted(cells.size(), cells.size() == 1 ? "" : "s");
    String end =
        more
            ? "the first %s; there are more: --limit N shows more of them, --format csv all"
                .formatted(rowsText)
            : rowsText;
    return ConsoleTable.render(AnswerColumns.ofTable(rows), cells, spec.width())
        + "\n"
        + end
        + "\n";
  }

  private static String shown(Object cell) {
    if (cell instanceof Double || cell instanceof Float) {
      return ConsoleTable.number(((Number) cell).doubleValue());
    }
    return cell == null ? null : cell.toString();
  }

  private void writeCsv(OutputStream buffered, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(buffered, StandardCharsets.UTF_8);
    // A missing value is nothing between the commas, an empty text is "".
    CsvWriter csv = CsvWriter.builder().quoteStrategy(QuoteStrategies.EMPTY).build(text);
    csv.writeRecord(rows.columns());
    int width = rows.columns().length;
    each(
        AnswerColumns.asText(rows).toLocalIterator(),
        out,
        row -> {
          String[] cells = new String[width];
          Arrays.setAll(cells, row::getString);
          csv.writeRecord(cells);
        });
    csv.flush();
  }

  private void writeJson(OutputStream buffered, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(buffered, StandardCharsets.UTF_8);
    each(
        AnswerColumns.asJson(rows).toLocalIterator(),
        out,
        row -> {
          text.write(row.getString(0));
          text.write('\n');
        });
    text.flush();
  }

  /** Takes a row, or fails. */
  private interface Taker<T> {
    void take(T row) throws IOException;
  }

  private <T> void each(Iterator<T> all, OutputStream out, Taker<T> taker) throws IOException {
    long most = spec.limit().orElse(Long.MAX_VALUE);
    long taken = 0;
    while (taken < most && all.hasNext()) {
      taker.take(all.next());
      taken++;
      if (taken % ROWS_BETWEEN_LOOKS == 0) {
        requireTaken(out);
      }
    }
    if (taken == most && all.hasNext()) {
      notes.accept("--limit: there are more than these %,d rows".formatted(most));
    }
  }

  private static void requireTaken(OutputStream out) {
    if (out instanceof PrintStream printed && printed.checkError()) {
      throw new BadInputException(
          "standard output: was closed before all rows were written; give the answer a file by --out, or fewer rows by --limit");
    }
  }
}
