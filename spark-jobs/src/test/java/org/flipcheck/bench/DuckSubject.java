package org.flipcheck.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** DuckDB through JDBC, two threads, with the query written by hand. */
final class DuckSubject implements Subject.Reading {

  private final BenchData data;
  private final String heap;
  private final Path folder;
  private DuckDb duck;
  private Tally tally = new Tally();

  DuckSubject(BenchData data, String heap, Path folder) {
    this.data = data;
    this.heap = heap;
    this.folder = folder;
  }

  @Override
  public void open() throws SQLException {
    duck = DuckDb.open(heap, folder.resolve("spill"));
    // The order of rows does not matter to counts, and keeping it costs memory.
    duck.execute("SET preserve_insertion_order = false");
  }

  @Override
  public void compare() throws SQLException {
    String pairs =
        PairQuery.pairs(
            files(data.old()),
            files(data.candidate()),
            answer(),
            data.spec().ids().hasDuplicates());
    tally = new Tally();
    for (Object[] row : duck.rows(PairQuery.cube(pairs))) {
      PairQuery.add(tally, row);
    }
  }

  private String answer() {
    return data.spec().logits() == 0
        ? "prediction"
        : "format('class_{:03d}', list_position(logits, list_max(logits)) - 1)";
  }

  private static String files(Path table) {
    return "'%s/*.parquet'".formatted(table);
  }

  /** Sums that need every value, but next to no work with it. */
  @Override
  public void read() throws SQLException {
    String id = data.spec().ids() == DataSpec.Ids.STRING ? "sum(strlen(id))" : "bit_xor(id)";
    String answer = data.spec().logits() == 0 ? "sum(strlen(prediction))" : "sum(logits[1])";
    String old = "SELECT %s, %s FROM %s".formatted(id, answer, files(data.old()));
    String candidate =
        "SELECT %s, %s, sum(strlen(label)), sum(strlen(country)), sum(strlen(device)), sum(strlen(time)) FROM %s"
            .formatted(id, answer, files(data.candidate()));
    duck.rows(old);
    duck.rows(candidate);
  }

  @Override
  public void keep() throws IOException {
    tally.write(folder.resolve(TALLY));
  }

  @Override
  public void close() throws SQLException {
    duck.close();
  }
}
