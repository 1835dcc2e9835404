package org.flipcheck.spark;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Pairs, classifies and counts in one stream: rows come sorted by id, all rows of an id in one
 * partition, so one id's rows are all that is held at a time. Duplicates are found on the way.
 */
final class Pairing implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final PairRules rules;

  Pairing(PairRules rules) {
    this.rules = rules;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Pairs(rules, rows);
  }

  private static final class Pairs implements Iterator<Row> {
    private final PairRules rules;
    private final Iterator<Row> rows;
    private final TaskCounts counts;
    private final PairJudge judge;
    private final Queue<Row> ready = new ArrayDeque<>();
    private Row ahead;
    private boolean drained;

    Pairs(PairRules rules, Iterator<Row> rows) {
      this.rules = rules;
      this.rows = rows;
      this.counts = new TaskCounts(rules);
      this.judge = new PairJudge(rules, counts, ready::add);
      this.ahead = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && ahead != null) {
        judge.judge(nextGroup());
        ready.addAll(counts.drainIfLarge());
      }
      if (ready.isEmpty() && !drained) {
        drained = true;
        ready.addAll(counts.drain());
        ready.addAll(counts.drainTables());
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private IdGroup nextGroup() {
      IdGroup group = new IdGroup(ahead);
      while (ahead != null && sameId(group.idRow(), ahead)) {
        group.add(ahead);
        ahead = rows.hasNext() ? rows.next() : null;
      }
      return group;
    }

    private boolean sameId(Row a, Row b) {
      for (int i = 0; i < rules.form().ids().size(); i++) {
        if (!Objects.equals(a.get(rules.form().id(i)), b.get(rules.form().id(i)))) {
          return false;
        }
      }
      return true;
    }
  }
}
