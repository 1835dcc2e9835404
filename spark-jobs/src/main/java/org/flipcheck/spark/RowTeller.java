package org.flipcheck.spark;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.CorrectnessRule;
import scala.jdk.javaapi.CollectionConverters;

/** Tells a packed row as the row of {@link NormalRow}'s form that it was before. */
final class RowTeller {

  private final NormalRow form;
  private final Codes codes;
  private final boolean lists;

  RowTeller(PairRules rules, Codes codes) {
    this.form = rules.form();
    this.codes = codes;
    this.lists =
        rules.rule() instanceof CorrectnessRule.TopK
            || rules.rule() instanceof CorrectnessRule.SetEquals;
  }

  Row row(TableSide side, PackedRows rows, int row) {
    Object[] cells = new Object[form.width()];
    cells[NormalRow.SIDE] = side.code();
    cells[NormalRow.ISSUE] = codes.text(PackedRows.code(rows.issue, row));
    cells[NormalRow.LABEL] = codes.text(rows.label[row]);
    String answer = codes.text(rows.answer[row]);
    cells[NormalRow.ANSWER] = answer;
    if (lists && answer != null) {
      cells[NormalRow.RANKING] = CollectionConverters.asScala(Answers.toList(answer)).toSeq();
    }
    byte grade = rows.grade == null ? 0 : rows.grade[row];
    cells[NormalRow.GRADE] = grade == 0 ? null : Boolean.valueOf(grade == PackedRows.RIGHT);
    cells[NormalRow.SCORE] = boxed(rows.score, row);
    cells[NormalRow.MARGIN] = boxed(rows.margin, row);
    cells[NormalRow.RUNNER_UP] = codes.text(PackedRows.code(rows.runnerUp, row));
    cells[NormalRow.LABEL_PROBABILITY] = boxed(rows.labelProbability, row);
    cells[NormalRow.WEIGHT] = boxed(rows.weight, row);
    cells[NormalRow.GROUP] = rows.group == null ? null : Long.valueOf(rows.group[row]);
    int logits = PackedRows.code(rows.logits, row);
    cells[NormalRow.LOGITS] = logits == 0 ? null : Integer.valueOf(logits);
    IdReader.tell(form, rows, row, cells);
    for (int i = 0; i < form.slices().size(); i++) {
      cells[form.slice(i)] = codes.text(codes.inTuple(rows.slices[row], i));
    }
    byte[] kept = rows.keep == null ? null : rows.keep[row];
    if (kept != null) {
      tellKept(kept, cells);
    }
    return RowFactory.create(cells);
  }

  private static Double boxed(double[] column, int row) {
    double value = PackedRows.number(column, row);
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }

  private void tellKept(byte[] bytes, Object[] cells) {
    UnsafeRow kept = new UnsafeRow(form.keep().size());
    kept.pointTo(bytes, bytes.length);
    for (int i = 0; i < form.keep().size(); i++) {
      DataType type = form.keep().get(i).dataType();
      Object value = kept.isNullAt(i) ? null : kept.get(i, type);
      cells[form.keep(i)] = CatalystTypeConverters.convertToScala(value, type);
    }
  }

  /** A row of one table that has no id. */
  Row withoutId(TableSide side) {
    Object[] cells = new Object[form.width()];
    cells[NormalRow.SIDE] = side.code();
    return RowFactory.create(cells);
  }

  /** The id of a row as messages show it. */
  String id(PackedRows rows, int row) {
    Object[] cells = new Object[form.width()];
    IdReader.tell(form, rows, row, cells);
    return PairJudge.shownId(form, RowFactory.create(cells));
  }

  /** Whether two rows of one table are the same in every column that is used. */
  boolean same(PackedRows rows, int a, int b) {
    TableSide side = TableSide.NEW;
    return row(side, rows, a).equals(row(side, rows, b));
  }
}
