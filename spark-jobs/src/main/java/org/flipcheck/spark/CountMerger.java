package org.flipcheck.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.flipcheck.metrics.CellSums;

/** Adds up partial counts: equal keys meet in one partition, sorted, and fold into one row. */
final class CountMerger implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final int[] keys;

  private CountMerger(PassRow form) {
    this.keys =
        form.countKeys().stream().mapToInt(name -> Integer.parseInt(name.substring(1))).toArray();
  }

  /** One row for each key, with the sums of its partial counts. */
  static Dataset<Row> merge(Dataset<Row> partial, PassRow form) {
    Column[] keys =
        form.countKeys().stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    return partial
        .repartition(keys)
        .sortWithinPartitions(keys)
        .mapPartitions(new CountMerger(form), Encoders.row(form.schema()));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private Row ahead = rows.hasNext() ? rows.next() : null;

      @Override
      public boolean hasNext() {
        return ahead != null;
      }

      @Override
      public Row next() {
        if (ahead == null) {
          throw new NoSuchElementException();
        }
        Row first = ahead;
        Sums sums = new Sums();
        do {
          sums.add(ahead);
          ahead = rows.hasNext() ? rows.next() : null;
        } while (ahead != null && sameKey(first, ahead));
        return sums.into(first);
      }
    };
  }

  private boolean sameKey(Row a, Row b) {
    for (int key : keys) {
      if (!Objects.equals(a.get(key), b.get(key))) {
        return false;
      }
    }
    return true;
  }

  private static final class Sums {
    private final CellSums sums = new CellSums();
    private final TreeSet<String> samples = new TreeSet<>();
    private final IdSketch ids = new IdSketch();

    void add(Row row) {
      if (isSketch(row)) {
        ids.add(sketchOf(row));
        return;
      }
      sums.add(cellOf(row));
      if (!row.isNullAt(PassRow.TEXT)) {
        row.getString(PassRow.TEXT).lines().forEach(samples::add);
      }
    }

    Row into(Row first) {
      Object[] cells = new Object[first.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = first.get(i);
      }
      cells[PassRow.N] = sums.n();
      cells[PassRow.GAINS] = sums.gains();
      cells[PassRow.REGRESSIONS] = sums.regressions();
      cells[PassRow.SUMS] = isSketch(first) ? ids.toBytes() : SumsCodec.encode(sums.exactSums());
      cells[PassRow.TEXT] =
          samples.stream().limit(TaskCounts.SAMPLES).collect(Collectors.joining("\n"));
      return RowFactory.create(cells);
    }
  }

  private static boolean isSketch(Row row) {
    return row.getString(PassRow.KIND).equals(PassRow.Kind.IDS.name());
  }

  /** The sample of ids that a row holds. */
  static IdSketch sketchOf(Row row) {
    return IdSketch.fromBytes((byte[]) row.get(PassRow.SUMS));
  }

  /** The counts of a row as a cell. */
  static CellSums cellOf(Row row) {
    return new CellSums(
        row.getLong(PassRow.N),
        row.isNullAt(PassRow.GAINS) ? 0 : row.getLong(PassRow.GAINS),
        row.isNullAt(PassRow.REGRESSIONS) ? 0 : row.getLong(PassRow.REGRESSIONS),
        SumsCodec.decode(row.isNullAt(PassRow.SUMS) ? null : (byte[]) row.get(PassRow.SUMS)));
  }
}
