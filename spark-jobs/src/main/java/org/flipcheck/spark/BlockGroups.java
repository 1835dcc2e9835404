package org.flipcheck.spark;

import java.util.Arrays;
import java.util.Iterator;

/**
 * Groups blocks by hash table, bucket by bucket. A bucket is spread over parts that stay in a
 * processor's cache; one that is too large for memory is read in several parts instead, by the hash
 * of ids.
 */
final class BlockGroups implements JudgedRows.Groups {

  /** In this order groups are made: the table with most columns is then read in its own order. */
  private static final TableSide[] SIDES = {TableSide.NEW, TableSide.OLD, TableSide.LABELS};

  /** So many rows, with their hash table, stay in a processor's own cache. */
  private static final int ROWS_NEAR = 8192;

  private static final int MOST_NEAR = 64;

  /** The bits of a hash from here on choose the part; lower ones choose the slot. */
  private static final int NEAR_SHIFT = 20;

  private final BlockStore store;
  private final long rowsInMemory;
  private final IdTable table;
  private final Iterator<Integer> buckets;
  private final RowScatter scatter = new RowScatter();
  private final PackedRows chunk;
  private final PackedRows[] own;
  private final PackedRows[][] near = new PackedRows[MOST_NEAR][];
  private boolean scattered;
  private int bucket;
  private int part;
  private int parts;

  BlockGroups(BlockStore store, boolean wholeNumberIds, IdGroups.SameRows same, long rowsInMemory) {
    this.store = store;
    this.rowsInMemory = rowsInMemory;
    this.table = new IdTable(wholeNumberIds, same);
    this.buckets = store.buckets().iterator();
    this.chunk = new PackedRows(wholeNumberIds);
    this.own = sides(wholeNumberIds);
    Arrays.setAll(near, unused -> sides(wholeNumberIds));
  }

  private static PackedRows[] sides(boolean wholeNumberIds) {
    PackedRows[] sides = new PackedRows[SIDES.length];
    Arrays.setAll(sides, unused -> new PackedRows(wholeNumberIds));
    return sides;
  }

  @Override
  public IdGroups next(Runnable restart) {
    if (part == parts && !nextBucket()) {
      return null;
    }
    if (scattered) {
      table.use(near[part]);
      for (TableSide side : SIDES) {
        table.group(side, 0, 0, 1);
      }
    } else {
      for (PackedRows rows : own) {
        rows.clear();
      }
      table.use(own);
      for (TableSide side : SIDES) {
        groupBlocks(side);
      }
    }
    part++;
    return table;
  }

  @Override
  public long nullIds(TableSide side) {
    return store.nullIds(side);
  }

  private boolean nextBucket() {
    if (parts > 0) {
      store.drop(bucket);
    }
    if (!buckets.hasNext()) {
      return false;
    }
    bucket = buckets.next();
    part = 0;
    long rows = store.rows(bucket);
    scattered = rows <= rowsInMemory;
    if (scattered) {
      parts = Math.min(MOST_NEAR, Integer.highestOneBit((int) (rows / ROWS_NEAR) + 1));
      for (TableSide side : SIDES) {
        scatterBlocks(side);
      }
    } else {
      parts = (int) ((rows + rowsInMemory - 1) / rowsInMemory);
    }
    return true;
  }

  /** Spreads the rows of a bucket over parts that the processor's cache has room for. */
  private void scatterBlocks(TableSide side) {
    PackedRows[] into = new PackedRows[parts];
    for (int i = 0; i < parts; i++) {
      into[i] = near[i][side.code()];
      into[i].clear();
    }
    store.read(
        bucket,
        side,
        chunk,
        () -> {
          int[] receivers = scatter.receivers(chunk.n);
          for (int row = 0; row < chunk.n; row++) {
            receivers[row] = (int) (IdReader.hash(chunk, row) >>> NEAR_SHIFT) & (parts - 1);
          }
          scatter.scatter(chunk, into);
          chunk.clear();
        });
  }

  /** Groups block by block, so that of many rows with one id only the first takes room. */
  private void groupBlocks(TableSide side) {
    PackedRows rows = own[side.code()];
    int[] grouped = new int[1];
    store.read(
        bucket,
        side,
        rows,
        () -> {
          table.group(side, grouped[0], part, parts);
          grouped[0] = rows.n;
        });
  }
}
