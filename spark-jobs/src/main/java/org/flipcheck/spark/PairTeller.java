package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.spark.PassRow.Kind;

/** Gives judged pairs to the flip table, and protected ones to those who look after them. */
final class PairTeller {

  private final PairRules rules;
  private final NormalRow form;
  private final PassRow out;
  private final TaskCounts counts;
  private final ReasonJudge reasons;
  private final Consumer<Row> rows;

  /**
   * A teller of a task.
   *
   * @param rows takes what is told, in the form of the pass
   */
  PairTeller(PairRules rules, TaskCounts counts, ReasonJudge reasons, Consumer<Row> rows) {
    this.rules = rules;
    this.form = rules.form();
    this.out = rules.passRow();
    this.counts = counts;
    this.reasons = reasons;
    this.rows = rows;
  }

  /** Sends a pair to the flip table. */
  void flip(JudgedPair pair, Double weight) {
    rows.accept(row(Kind.FLIP, pair, weight));
  }

  /** Counts a judged pair for the groups that protect it, and tells of it where they must know. */
  void protect(JudgedPair pair) {
    List<String> id = ProtectedIds.id(pair.candidate(), form.id(0), form.ids().size());
    Set<Integer> byPattern = new TreeSet<>(rules.protectedIds().groupsWithPatternOf(id));
    Set<Integer> all = new TreeSet<>(rules.protectedIds().groupsThatList(id));
    boolean listed = !all.isEmpty();
    all.addAll(byPattern);
    boolean flipped = pair.outcome() == FlipOutcome.NEGATIVE_FLIP;
    all.forEach(group -> counts.add(ProtectedIds.Count.EXAMPLES.of(group), 1));
    byPattern.forEach(group -> counts.add(ProtectedIds.Count.BY_PATTERN.of(group), 1));
    if (flipped) {
      all.forEach(group -> counts.add(ProtectedIds.Count.NEGATIVE_FLIPS.of(group), 1));
    }
    if (listed || (flipped && !all.isEmpty())) {
      rows.accept(row(Kind.PROTECTED, pair, null));
    }
  }

  /** The values of the slice columns, each from the table that gives it. */
  List<String> slices(JudgedPair pair) {
    List<String> values = new ArrayList<>(form.slices().size());
    for (int i = 0; i < form.slices().size(); i++) {
      int column = form.slice(i);
      boolean inOld = rules.layouts().get(TableSide.OLD).hasSlice(i);
      boolean inNew = rules.layouts().get(TableSide.NEW).hasSlice(i);
      Row source = inNew ? pair.candidate() : inOld ? pair.old() : pair.labels();
      values.add(source.getString(column));
    }
    return values;
  }

  /** A number that may be missing; null then. */
  static Double number(Row row, int column) {
    return row.isNullAt(column) ? null : Double.valueOf(row.getDouble(column));
  }

  private Row row(Kind kind, JudgedPair pair, Double weight) {
    Object[] cells = new Object[out.width()];
    cells[PassRow.KIND] = kind.name();
    cells[PassRow.NAME] = pair.outcome().key();
    cells[PassRow.LABEL] = pair.label();
    cells[PassRow.OLD_PREDICTION] = pair.oldAnswer();
    cells[PassRow.NEW_PREDICTION] = pair.newAnswer();
    cells[PassRow.OLD_SCORE] = number(pair.old(), NormalRow.SCORE);
    cells[PassRow.NEW_SCORE] = number(pair.candidate(), NormalRow.SCORE);
    cells[PassRow.OLD_MARGIN] = number(pair.old(), NormalRow.MARGIN);
    cells[PassRow.NEW_MARGIN] = number(pair.candidate(), NormalRow.MARGIN);
    cells[PassRow.OLD_LABEL_PROBABILITY] =
        reasons.labelProbability(TableSide.OLD, pair.old(), pair.label());
    cells[PassRow.NEW_LABEL_PROBABILITY] =
        reasons.labelProbability(TableSide.NEW, pair.candidate(), pair.label());
    cells[PassRow.WEIGHT] = weight;
    for (int i = 0; i < form.ids().size(); i++) {
      cells[out.id(i)] = pair.candidate().get(form.id(i));
    }
    List<String> slices = slices(pair);
    for (int i = 0; i < slices.size(); i++) {
      cells[out.slice(i)] = slices.get(i);
    }
    for (int i = 0; i < form.keep().size(); i++) {
      cells[out.keep(i)] = keep(pair, form.keep(i));
    }
    return RowFactory.create(cells);
  }

  private static Object keep(JudgedPair pair, int column) {
    if (pair.labels() != null && !pair.labels().isNullAt(column)) {
      return pair.labels().get(column);
    }
    return pair.candidate().isNullAt(column)
        ? pair.old().get(column)
        : pair.candidate().get(column);
  }
}
