package org.flipcheck.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.flipcheck.spark.arrow.ArrowBatches;
import org.flipcheck.spark.arrow.ArrowFileException;

/**
 * Groups aligned partitions of a prediction store: both models' files of a partition hold the same
 * range of ids, sorted, so they are read side by side, and nothing is shuffled or hashed.
 */
final class StoredGroups implements JudgedRows.Groups, AutoCloseable {

  /** A table with fewer rows at hand reads on. */
  private static final int FEW_ROWS = 16_384;

  private static final int MOST_CODES = 1 << 20;
  private static final long MOST_CHARACTERS = 64L << 20;

  private final StoredPairing plan;
  private final Iterator<Integer> partitions;
  private final Codes codes;
  private final SortedMerge merge;
  private final List<Reading> readings = new ArrayList<>();
  private final boolean[] ended = new boolean[IdGroups.SIDES];
  private boolean stuck;

  StoredGroups(
      StoredPairing plan, Iterator<Integer> partitions, Codes codes, IdGroups.SameRows same) {
    this.plan = plan;
    this.partitions = partitions;
    this.codes = codes;
    this.merge = new SortedMerge(IdReader.isWholeNumber(plan.rules().form()), same);
    plan.tables().forEach(table -> readings.add(new Reading(table)));
    Arrays.fill(ended, true);
  }

  @Override
  public IdGroups next(Runnable restart) {
    merge.dropGrouped();
    stuck = false;
    try {
      while (hasRows(restart)) {
        for (Reading reading : readings) {
          reading.fill(stuck);
        }
        merge.group(ended);
        stuck = merge.groups() == 0;
        if (!stuck) {
          return merge;
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the next partitions until one has rows; false when there are none left. */
  private boolean hasRows(Runnable restart) throws IOException {
    while (readings.stream().noneMatch(Reading::hasMore)) {
      if (!partitions.hasNext()) {
        return false;
      }
      if (codes.texts() > MOST_CODES
          || codes.tuples() > MOST_CODES
          || codes.characters() > MOST_CHARACTERS) {
        restart.run();
        codes.clear();
        readings.forEach(reading -> reading.packer.forget());
      }
      int partition = partitions.next();
      for (Reading reading : readings) {
        reading.open(partition);
      }
    }
    return true;
  }

  @Override
  public long nullIds(TableSide side) {
    return readings.stream()
        .filter(reading -> reading.table.side() == side)
        .mapToLong(reading -> reading.nullIds)
        .sum();
  }

  @Override
  public void close() {
    try {
      for (Reading reading : readings) {
        reading.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One table's file of the current partition. */
  private final class Reading implements RowPacker.Sink {
    private final StoredTable table;
    private final RowPacker packer;
    private final PackedRows rows;
    private final int side;
    private final RowScatter scatter = new RowScatter();
    private ArrowBatches batches;
    private String file;
    private long nullIds;

    Reading(StoredTable table) {
      this.table = table;
      this.packer = new RowPacker(table.shape(), codes, this);
      this.rows = merge.rows(table.side());
      this.side = table.side().code();
    }

    void open(int partition) throws IOException {
      close();
      file = table.files().get(partition);
      if (file != null) {
        batches = table.open(partition, plan.hadoop().value());
      }
      ended[side] = file == null;
    }

    boolean hasMore() {
      return !ended[side] || rows.n > 0;
    }

    void fill(boolean more) throws IOException {
      boolean asked = more;
      while (!ended[side] && (asked || rows.n < FEW_ROWS)) {
        if (batches.hasNext()) {
          packer.add(batches.next());
        } else {
          ended[side] = true;
          close();
        }
        asked = false;
      }
    }

    @Override
    public void add(PackedRows chunk, boolean[] identified) {
      int before = rows.n;
      int[] receivers = scatter.receivers(chunk.n);
      int missing = 0;
      for (int row = 0; row < chunk.n; row++) {
        receivers[row] = identified[row] ? 0 : RowScatter.NOBODY;
        missing += identified[row] ? 0 : 1;
      }
      nullIds += missing;
      if (missing == 0) {
        rows.appendAll(chunk);
      } else {
        scatter.scatter(chunk, new PackedRows[] {rows});
      }
      if (!merge.isSorted(side, before)) {
        throw new UncheckedIOException(
            new ArrowFileException(
                file,
                "its rows are not sorted by id, as those of a store must be; add the model again with --overwrite"));
      }
    }

    /** Codes are kept for the task; they start anew between two partitions only. */
    @Override
    public boolean renewIfLarge() {
      return false;
    }

    void close() throws IOException {
      if (batches != null) {
        batches.close();
        batches = null;
      }
    }
  }
}
