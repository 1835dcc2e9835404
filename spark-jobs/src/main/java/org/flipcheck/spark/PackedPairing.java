package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Pairs the blocks of one partition, bucket by bucket, and gives flip rows as they come and counts
 * at the end. A bucket that is too large for memory is read in several parts, by the hash of ids.
 *
 * @param rules how pairs are judged
 * @param shards over how many tasks the counts are spread
 * @param rowsInMemory most rows of a bucket that are held at once
 */
record PackedPairing(PairRules rules, int shards, long rowsInMemory)
    implements FlatMapFunction<Iterator<byte[]>, Row>, Serializable {

  /** In this order groups are made: the table with most columns is then read in its own order. */
  private static final TableSide[] SIDES = {TableSide.NEW, TableSide.OLD, TableSide.LABELS};

  /** So many rows, with their hash table, stay in a processor's own cache. */
  private static final int ROWS_NEAR = 8192;

  private static final int MOST_NEAR = 64;

  /** The bits of a hash from here on choose the part; lower ones choose the slot. */
  private static final int NEAR_SHIFT = 20;

  @Override
  public Iterator<Row> call(Iterator<byte[]> blocks) {
    return new Pairs(this, blocks);
  }

  private static final class Pairs implements Iterator<Row> {
    private final PackedPairing plan;
    private final Queue<Row> ready = new ArrayDeque<>();
    private final BlockStore store;
    private final TaskCounts counts;
    private final CountShards shards;
    private final PackedJudge judge;
    private final IdTable table;
    private final Iterator<Integer> buckets;
    private final RowScatter scatter = new RowScatter();
    private final PackedRows chunk;
    private final PackedRows[] own;
    private final PackedRows[][] near;
    private boolean scattered;
    private int bucket;
    private int part;
    private int parts;
    private int group;
    private boolean drained;

    Pairs(PackedPairing plan, Iterator<byte[]> blocks) {
      this.plan = plan;
      NormalRow form = plan.rules.form();
      Codes codes = new Codes(form.slices().size());
      this.store = new BlockStore(codes);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) unused -> store.close());
      this.counts = new TaskCounts(plan.rules.passRow());
      this.shards = new CountShards(codes, plan.shards);
      this.judge = new PackedJudge(plan.rules, codes, counts, ready::add);
      boolean wholeNumbers = IdReader.isWholeNumber(form);
      this.table = new IdTable(wholeNumbers, judge.teller()::same);
      this.chunk = new PackedRows(wholeNumbers);
      this.own = sides(wholeNumbers);
      this.near = new PackedRows[MOST_NEAR][];
      Arrays.setAll(near, unused -> sides(wholeNumbers));
      while (blocks.hasNext()) {
        store.add(blocks.next());
      }
      this.buckets = store.buckets().iterator();
      for (TableSide side : TableSide.values()) {
        judge.judgeNullIds(side, store.nullIds(side));
      }
    }

    private static PackedRows[] sides(boolean wholeNumbers) {
      PackedRows[] sides = new PackedRows[SIDES.length];
      Arrays.setAll(sides, unused -> new PackedRows(wholeNumbers));
      return sides;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && !drained) {
        if (group < table.groups()) {
          judge.judge(group++);
        } else if (!nextPart()) {
          give(true);
          drained = true;
        }
      }
      return !ready.isEmpty();
    }

    /** Groups the next rows that are worked on together; false when there are none. */
    private boolean nextPart() {
      give(false);
      group = 0;
      if (part == parts && !nextBucket()) {
        return false;
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
      judge.begin(table);
      part++;
      return true;
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
      scattered = rows <= plan.rowsInMemory;
      if (scattered) {
        parts = Math.min(MOST_NEAR, Integer.highestOneBit((int) (rows / ROWS_NEAR) + 1));
        for (TableSide side : SIDES) {
          scatterBlocks(side);
        }
      } else {
        parts = (int) ((rows + plan.rowsInMemory - 1) / plan.rowsInMemory);
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

    private void give(boolean last) {
      PassRow form = plan.rules.passRow();
      if (last || judge.isLarge()) {
        judge.drain(shards, form);
      } else {
        counts.drainIfLarge().forEach(row -> shards.add(form, row));
      }
      if (last || shards.isLarge()) {
        ready.addAll(shards.take(form));
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }
}
