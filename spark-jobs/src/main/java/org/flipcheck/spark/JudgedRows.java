package org.flipcheck.spark;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/**
 * What one task gives for the pass: flip rows as their pairs are judged, and counts when there are
 * many, and at the end.
 */
final class JudgedRows implements Iterator<Row> {

  private final PassRow form;
  private final Queue<Row> ready = new ArrayDeque<>();
  private final TaskCounts counts;
  private final CountShards shards;
  private final PackedJudge judge;
  private final Groups source;
  private int groups;
  private int group;
  private boolean drained;

  /** Where groups come from. */
  interface Groups {
    /**
     * Groups the next rows, which ends the life of those before; null when there are none left.
     *
     * @param restart to be called before the dictionary of codes is emptied
     */
    IdGroups next(Runnable restart);

    /** Rows of a table without an id; known at the end. */
    long nullIds(TableSide side);
  }

  /**
   * The rows of a task.
   *
   * @param shards over how many tasks the counts are spread
   * @param codes the dictionary of the groups' rows
   * @param source makes the groups, told when two rows are the same
   */
  JudgedRows(PairRules rules, int shards, Codes codes, Function<IdGroups.SameRows, Groups> source) {
    this.form = rules.passRow();
    this.counts = new TaskCounts(rules);
    this.shards = new CountShards(codes, shards);
    this.judge = new PackedJudge(rules, codes, counts, ready::add);
    this.source = source.apply(judge.teller()::same);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !drained) {
      if (group < groups) {
        judge.judge(group++);
      } else if (!advance()) {
        for (TableSide side : TableSide.values()) {
          judge.judgeNullIds(side, source.nullIds(side));
        }
        judge.drain(shards);
        counts.drain().forEach(row -> shards.add(form, row));
        ready.addAll(shards.take(form));
        ready.addAll(counts.drainTables());
        drained = true;
      }
    }
    return !ready.isEmpty();
  }

  private boolean advance() {
    if (judge.isLarge()) {
      judge.drain(shards);
    }
    counts.drainIfLarge().forEach(row -> shards.add(form, row));
    if (shards.isLarge()) {
      ready.addAll(shards.take(form));
    }
    IdGroups next = source.next(this::giveAll);
    if (next == null) {
      return false;
    }
    judge.begin(next);
    groups = next.groups();
    group = 0;
    return true;
  }

  /** Gives all counts away; no code is remembered then. */
  private void giveAll() {
    judge.drain(shards);
    ready.addAll(shards.take(form));
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
