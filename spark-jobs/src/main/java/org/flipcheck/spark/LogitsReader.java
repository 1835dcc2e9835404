package org.flipcheck.spark;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/** Reduces logits, a list of numbers, to what travels: answer, score and margin. */
final class LogitsReader {

  private final boolean floats;
  private final boolean doubles;
  private final CodeReader.Indices answers;
  private double[] values = new double[0];

  /**
   * A reader of one column.
   *
   * @param type its type; anything but a list of floating-point numbers makes all rows unusual
   * @param answers codes of class indices, where the greatest logit is the answer; else null
   */
  LogitsReader(DataType type, CodeReader.Indices answers) {
    this.floats = type instanceof ArrayType list && list.elementType() instanceof FloatType;
    this.doubles = type instanceof ArrayType list && list.elementType() instanceof DoubleType;
    this.answers = answers;
  }

  void forget() {
    if (answers != null) {
      answers.forget();
    }
  }

  /** Reads one list; false where it is not plain. */
  boolean read(SpecializedGetters source, int position, PackedRows into, int at) {
    if (source.isNullAt(position)) {
      return true;
    }
    if (!floats && !doubles) {
      return false;
    }
    ArrayData list = source.getArray(position);
    int n = list.numElements();
    values = values.length == n ? values : new double[n];
    for (int i = 0; i < n; i++) {
      if (list.isNullAt(i)) {
        return false;
      }
      values[i] = floats ? list.getFloat(i) : list.getDouble(i);
    }
    Logits reduced = Logits.reduce(values, new Normaliser.Issues());
    if (reduced == null) {
      return false;
    }
    into.logitsLengths()[at] = n;
    into.margins()[at] = reduced.margin();
    into.scores()[at] = reduced.probability();
    if (answers != null) {
      into.answer[at] = answers.code(reduced.argMax());
    }
    return into.answer[at] >= 0;
  }
}
