package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * Pairs the blocks of one partition, bucket by bucket, and gives flip rows as they come and counts
 * at the end. A bucket that is too large for memory is read in several parts, by the hash of ids.
 *
 * @param rules how pairs are judged
 * @param shards over how many tasks the counts are spread
 * @param rowsInMemory most rows of a bucket that are held at once
 */
record PackedPairing(PairRules rules, int shards, long rowsInMemory)
    implements FlatMapFunction<Iterator<Tuple2<Integer, byte[]>>, Row>, Serializable {

  @Override
  public Iterator<Row> call(Iterator<Tuple2<Integer, byte[]>> blocks) {
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
    private int bucket;
    private int part;
    private int parts;
    private int group;
    private boolean drained;

    Pairs(PackedPairing plan, Iterator<Tuple2<Integer, byte[]>> blocks) {
      this.plan = plan;
      NormalRow form = plan.rules.form();
      Codes codes = new Codes(form.slices().size());
      this.store = new BlockStore(codes);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) unused -> store.close());
      this.counts = new TaskCounts(plan.rules.passRow());
      this.shards = new CountShards(codes, plan.shards);
      this.judge = new PackedJudge(plan.rules, codes, counts, ready::add);
      this.table = new IdTable(IdReader.isWholeNumber(form), judge.teller()::same);
      while (blocks.hasNext()) {
        store.add(blocks.next()._2());
      }
      this.buckets = store.buckets().iterator();
      judge.begin(table);
      for (TableSide side : TableSide.values()) {
        judge.judgeNullIds(side, store.nullIds(side));
      }
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

    /** Groups the next part of a bucket; false when there is none. */
    private boolean nextPart() {
      give(false);
      table.clear();
      group = 0;
      if (part == parts) {
        if (parts > 0) {
          store.drop(bucket);
        }
        if (!buckets.hasNext()) {
          return false;
        }
        bucket = buckets.next();
        part = 0;
        parts = (int) Math.max(1, (store.rows(bucket) + plan.rowsInMemory - 1) / plan.rowsInMemory);
      }
      for (TableSide side : TableSide.values()) {
        read(side);
      }
      part++;
      return true;
    }

    private void read(TableSide side) {
      PackedRows rows = table.rows(side);
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
