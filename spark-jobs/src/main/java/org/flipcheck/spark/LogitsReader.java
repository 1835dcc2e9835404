package org.flipcheck.spark;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.flipcheck.spark.arrow.ListColumnVector;

/** Reduces logits, a list of numbers, to what travels: answer, score and margin. */
final class LogitsReader {

  private final boolean floats;
  private final boolean doubles;
  private final CodeReader.Indices answers;
  private final Labels labels;
  private final boolean ranksTwo;
  private double[] values = new double[0];

  /**
   * A reader of one column.
   *
   * @param type its type; anything but a list of floating-point numbers makes all rows unusual
   * @param answers codes of class indices, where the greatest logit is the answer; else null
   * @param labels class indices of labels, where they are read before; else null
   * @param ranksTwo whether the answer of the second greatest logit is wanted too
   */
  LogitsReader(DataType type, CodeReader.Indices answers, Labels labels, boolean ranksTwo) {
    this.floats = type instanceof ArrayType list && list.elementType() instanceof FloatType;
    this.doubles = type instanceof ArrayType list && list.elementType() instanceof DoubleType;
    this.answers = answers;
    this.labels = labels;
    this.ranksTwo = ranksTwo;
  }

  /** The class indices of labels, found when their codes first come. */
  static final class Labels {
    private static final int UNREAD = Integer.MIN_VALUE;

    private final LabelIndex index;
    private final Codes codes;
    private int[] known = new int[0];

    Labels(LabelIndex index, Codes codes) {
      this.index = index;
      this.codes = codes;
    }

    private int indexOf(int label) {
      if (label <= Codes.NONE) {
        return LabelIndex.NONE;
      }
      if (label >= known.length) {
        int before = known.length;
        known = Arrays.copyOf(known, Math.max(label + 1, 2 * before));
        Arrays.fill(known, before, known.length, UNREAD);
      }
      if (known[label] == UNREAD) {
        known[label] = index.of(codes.text(label));
      }
      return known[label];
    }
  }

  void forget() {
    if (answers != null) {
      answers.forget();
    }
    if (labels != null) {
      labels.known = new int[0];
    }
  }

  /** Reads one list; false where it is not plain. */
  boolean read(SpecializedGetters source, int position, PackedRows into, int at) {
    return source.isNullAt(position)
        || ((floats || doubles) && take(source.getArray(position), true, into, at));
  }

  /** Reads the lists of a column; marks those that are not plain. */
  void readAll(ColumnVector lists, int n, PackedRows into, boolean[] unusual) {
    if (!floats && !doubles) {
      ColumnarArray source = new ColumnarArray(lists, 0, n);
      for (int row = 0; row < n; row++) {
        unusual[row] |= !read(source, row, into, row);
      }
      return;
    }
    boolean mayHaveNulls = mayHaveNulls(lists);
    for (int row = 0; row < n; row++) {
      if (!lists.isNullAt(row)) {
        unusual[row] |= !take(lists.getArray(row), mayHaveNulls, into, row);
      }
    }
  }

  /** Whether lists have to be searched for null: not where all elements are known to be there. */
  private static boolean mayHaveNulls(ColumnVector lists) {
    return !(lists instanceof WritableColumnVector || lists instanceof ListColumnVector)
        || lists.getChild(0).hasNull();
  }

  private boolean take(ArrayData list, boolean mayHaveNulls, PackedRows into, int at) {
    int n = list.numElements();
    for (int i = 0; mayHaveNulls && i < n; i++) {
      if (list.isNullAt(i)) {
        return false;
      }
    }
    Logits reduced = Logits.reduce(numbers(list), new Normaliser.Issues());
    if (reduced == null) {
      return false;
    }
    into.logitsLengths()[at] = n;
    into.margins()[at] = reduced.margin();
    into.scores()[at] = reduced.probability();
    if (labels != null) {
      into.labelProbabilities()[at] = reduced.probability(labels.indexOf(into.label[at]));
    }
    if (ranksTwo && reduced.runnerUp() >= 0) {
      into.runnersUp()[at] = Math.max(Codes.NONE, answers.code(reduced.runnerUp()));
    }
    if (answers != null) {
      into.answer[at] = answers.code(reduced.argMax());
    }
    return into.answer[at] >= 0;
  }

  /** The elements of a list, copied at once where the source can do so. */
  private double[] numbers(ArrayData list) {
    if (doubles) {
      return list.toDoubleArray();
    }
    float[] narrow = list.toFloatArray();
    values = values.length == narrow.length ? values : new double[narrow.length];
    for (int i = 0; i < narrow.length; i++) {
      values[i] = narrow[i];
    }
    return values;
  }
}
