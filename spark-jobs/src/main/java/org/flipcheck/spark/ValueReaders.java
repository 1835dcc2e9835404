package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.flipcheck.metrics.CorrectnessRule;

/**
 * Reads everything of a row but its id. A value that is not plain (text where a number belongs, an
 * unknown class, NaN) makes the row unusual; nothing of it counts then.
 */
final class ValueReaders {

  private final PackShape shape;
  private final Layout layout;
  private final Codes codes;
  private final CodeReader label;
  private final CodeReader answer;
  private final CodeReader grade;
  private final List<CodeReader> slices = new ArrayList<>();
  private final int[] tuple;
  private final NumberReader score;
  private final NumberReader weight;
  private final GroupReader group;
  private final LogitsReader logits;
  private final UnsafeProjection keep;
  private final JointCodes joint;
  private int[][] sliceCodes = new int[0][];

  ValueReaders(PackShape shape, Codes codes) {
    this.shape = shape;
    this.layout = shape.layout();
    this.codes = codes;
    this.joint = new JointCodes(codes);
    CodeReader.Factory readers = shape.readers(codes);
    this.label = codeReader(readers, layout.label(), NormalRow.LABEL);
    this.answer = codeReader(readers, layout.prediction(), NormalRow.ANSWER);
    this.grade = codeReader(readers, layout.correct(), NormalRow.GRADE);
    for (int i = 0; i < layout.slices().size(); i++) {
      int column = layout.slices().get(i);
      slices.add(column == Layout.ABSENT ? null : readers.ofSlice(shape.type(column), i));
    }
    this.tuple = new int[layout.slices().size()];
    this.score = numberReader(layout.score(), "score");
    this.weight = numberReader(layout.weight(), "weight");
    this.group =
        layout.group() == Layout.ABSENT ? null : new GroupReader(shape.type(layout.group()));
    this.logits = layout.logits() == Layout.ABSENT ? null : logitsReader(readers);
    this.keep = keepProjection();
  }

  private CodeReader codeReader(CodeReader.Factory readers, int column, int cell) {
    return column == Layout.ABSENT ? null : readers.of(shape.type(column), cell);
  }

  private NumberReader numberReader(int column, String role) {
    return column == Layout.ABSENT ? null : new NumberReader(shape.type(column), role);
  }

  private LogitsReader logitsReader(CodeReader.Factory readers) {
    DataType type = shape.type(layout.logits());
    boolean ranks = shape.answersByLogits() && shape.rule() instanceof CorrectnessRule.TopK;
    return new LogitsReader(
        ranks ? DataTypes.StringType : type,
        shape.answersByLogits() ? readers.ofIndex() : null,
        layout.hasLabelProbability()
            ? new LogitsReader.Labels(new LabelIndex(shape.classes()), codes)
            : null,
        shape.rule() != null && layout.hasRunnerUp());
  }

  private UnsafeProjection keepProjection() {
    StructType kept = new StructType();
    for (int i = 0; i < layout.keep().size(); i++) {
      kept = kept.add(shape.form().keep().get(i));
    }
    boolean any = layout.keep().stream().anyMatch(column -> column != Layout.ABSENT);
    return any ? UnsafeProjection.create(kept) : null;
  }

  void forget() {
    joint.forget();
    for (CodeReader reader : new CodeReader[] {label, answer, grade}) {
      if (reader != null) {
        reader.forget();
      }
    }
    slices.stream().filter(reader -> reader != null).forEach(CodeReader::forget);
    if (logits != null) {
      logits.forget();
    }
  }

  /** Reads one row; false where it is unusual. */
  boolean read(SpecializedGetters[] sources, int[] positions, PackedRows into, int at) {
    int ofLabel = code(label, layout.label(), sources, positions);
    int ofAnswer = code(answer, layout.prediction(), sources, positions);
    int ofGrade = code(grade, layout.correct(), sources, positions);
    boolean plain = ofLabel >= 0 && ofAnswer >= 0 && ofGrade >= 0;
    into.label[at] = ofLabel;
    into.answer[at] = ofAnswer;
    if (grade != null) {
      into.grades()[at] = (byte) ofGrade;
    }
    for (int i = 0; i < tuple.length; i++) {
      tuple[i] = code(slices.get(i), layout.slices().get(i), sources, positions);
      plain &= tuple[i] >= 0;
    }
    into.slices[at] = plain ? codes.ofTuple(tuple) : Codes.NONE;
    if (logits != null) {
      int column = layout.logits();
      plain &= logits.read(sources[column], positions[column], into, at);
    }
    return numbers(sources, positions, into, at) && plain;
  }

  private static int code(
      CodeReader reader, int column, SpecializedGetters[] sources, int[] positions) {
    return reader == null ? Codes.NONE : reader.code(sources[column], positions[column]);
  }

  private boolean numbers(SpecializedGetters[] sources, int[] positions, PackedRows into, int at) {
    boolean plain = true;
    if (score != null) {
      int column = layout.score();
      plain &= score.read(sources[column], positions[column], into.scores(), at);
    }
    if (weight != null) {
      int column = layout.weight();
      double[] weights = into.weights();
      plain &=
          weight.read(sources[column], positions[column], weights, at)
              && Values.isWeight(weights[at]);
    }
    if (group != null) {
      int column = layout.group();
      plain &= group.read(sources[column], positions[column], into.groups(), at);
    }
    if (keep != null) {
      into.kept()[at] = kept(sources, positions);
    }
    return plain;
  }

  private byte[] kept(SpecializedGetters[] sources, int[] positions) {
    Object[] cells = new Object[layout.keep().size()];
    for (int i = 0; i < cells.length; i++) {
      int column = layout.keep().get(i);
      if (column != Layout.ABSENT && !sources[column].isNullAt(positions[column])) {
        cells[i] = sources[column].get(positions[column], shape.type(column));
      }
    }
    return keep.apply(new GenericInternalRow(cells)).getBytes();
  }

  /** Reads a batch of as many rows as there is room for; marks the unusual ones. */
  void read(ColumnarBatch batch, SpecializedGetters[] sources, PackedRows into, boolean[] unusual) {
    int n = batch.numRows();
    codes(label, layout.label(), batch, into.label);
    codes(answer, layout.prediction(), batch, into.answer);
    mark(into.label, n, unusual);
    mark(into.answer, n, unusual);
    if (grade != null) {
      readGrades(batch, into.grades(), unusual);
    }
    readSlices(batch, into.slices, unusual);
    if (logits != null) {
      logits.readAll(batch.column(shape.positions().get(layout.logits())), n, into, unusual);
    }
    if (score == null && weight == null && group == null && keep == null) {
      return;
    }
    int[] positions = new int[sources.length];
    for (int row = 0; row < n; row++) {
      Arrays.fill(positions, row);
      unusual[row] |= !numbers(sources, positions, into, row);
    }
  }

  private void codes(CodeReader reader, int column, ColumnarBatch batch, int[] into) {
    if (reader == null) {
      Arrays.fill(into, 0, batch.numRows(), Codes.NONE);
    } else {
      reader.codes(batch.column(shape.positions().get(column)), batch.numRows(), into);
    }
  }

  private static void mark(int[] column, int n, boolean[] unusual) {
    for (int row = 0; row < n; row++) {
      unusual[row] |= column[row] == CodeReader.UNUSUAL;
    }
  }

  private void readGrades(ColumnarBatch batch, byte[] into, boolean[] unusual) {
    int[] grades = new int[batch.numRows()];
    codes(grade, layout.correct(), batch, grades);
    mark(grades, grades.length, unusual);
    for (int row = 0; row < grades.length; row++) {
      into[row] = (byte) grades[row];
    }
  }

  private void readSlices(ColumnarBatch batch, int[] into, boolean[] unusual) {
    int n = batch.numRows();
    if (sliceCodes.length < tuple.length || (tuple.length > 0 && sliceCodes[0].length < n)) {
      sliceCodes = new int[tuple.length][n];
    }
    for (int i = 0; i < tuple.length; i++) {
      codes(slices.get(i), layout.slices().get(i), batch, sliceCodes[i]);
      mark(sliceCodes[i], n, unusual);
    }
    joint.find(sliceCodes, n, unusual, into);
  }
}
