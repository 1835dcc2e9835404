package org.flipcheck.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.types.UTF8String;
import org.flipcheck.spark.arrow.DictionaryColumnVector;

/**
 * Reads one column in one role as codes of a dictionary. Each different value is brought into its
 * normal form once, by a {@link Normaliser} of that column alone, so that what a value means is
 * decided where the SQL engine decides it.
 */
final class CodeReader {

  /** What is read where a value has an issue: its row is normalised as a whole then. */
  static final int UNUSUAL = -1;

  private static final int UNREAD = Integer.MIN_VALUE;
  private static final int MOST_REMEMBERED = 1 << 16;

  private final DataType type;
  private final Normaliser column;
  private final int cell;
  private final Codes codes;
  private final Map<Object, Integer> remembered = new HashMap<>();

  /**
   * A reader of one column.
   *
   * @param type its type
   * @param column normalises rows of this column alone
   * @param cell where the normal form stands in a {@link NormalRow}: a text or a grade
   * @param codes the dictionary
   */
  CodeReader(DataType type, Normaliser column, int cell, Codes codes) {
    this.type = type;
    this.column = column;
    this.cell = cell;
    this.codes = codes;
  }

  /** Forgets what was read; the dictionary has been emptied. */
  void forget() {
    remembered.clear();
  }

  /** The code of one value, 0 where it is missing, or {@link #UNUSUAL}. */
  int code(SpecializedGetters source, int position) {
    if (source.isNullAt(position)) {
      return Codes.NONE;
    }
    Object key = key(source, position);
    Integer known = key == null ? null : remembered.get(key);
    if (known != null) {
      return known;
    }
    int code = normalised(source.get(position, type));
    if (key != null && remembered.size() < MOST_REMEMBERED) {
      remembered.put(key instanceof UTF8String text ? text.clone() : key, code);
    }
    return code;
  }

  private Object key(SpecializedGetters source, int position) {
    if (type instanceof StringType) {
      return source.getUTF8String(position);
    }
    if (type instanceof LongType) {
      return source.getLong(position);
    }
    if (type instanceof IntegerType) {
      return source.getInt(position);
    }
    if (type instanceof ShortType) {
      return source.getShort(position);
    }
    if (type instanceof ByteType) {
      return source.getByte(position);
    }
    if (type instanceof DoubleType) {
      return source.getDouble(position);
    }
    if (type instanceof FloatType) {
      return source.getFloat(position);
    }
    return type instanceof BooleanType ? source.getBoolean(position) : null;
  }

  private int normalised(Object value) {
    Row row =
        column.normalise(RowFactory.create(CatalystTypeConverters.convertToScala(value, type)));
    if (!row.isNullAt(NormalRow.ISSUE)) {
      return UNUSUAL;
    }
    if (cell == NormalRow.GRADE) {
      return row.isNullAt(cell) ? 0 : row.getBoolean(cell) ? PackedRows.RIGHT : PackedRows.WRONG;
    }
    return codes.of(row.getString(cell));
  }

  /** The codes of a column of a batch; values that a file has in a dictionary are read once. */
  void codes(ColumnVector vector, int n, int[] into) {
    if (vector instanceof DictionaryColumnVector coded) {
      codesOfArrow(coded, n, into);
    } else if (vector instanceof WritableColumnVector writable && writable.hasDictionary()) {
      codesOfParquet(writable, n, into);
    } else {
      ColumnarArray values = new ColumnarArray(vector, 0, n);
      for (int i = 0; i < n; i++) {
        into[i] = code(values, i);
      }
    }
  }

  private void codesOfParquet(WritableColumnVector vector, int n, int[] into) {
    ColumnarArray values = new ColumnarArray(vector, 0, n);
    int[] ids = vector.getDictionaryIds().getInts(0, n);
    boolean whole = !vector.hasNull();
    int[] known = new int[64];
    Arrays.fill(known, UNREAD);
    for (int i = 0; i < n; i++) {
      if (!whole && vector.isNullAt(i)) {
        into[i] = Codes.NONE;
        continue;
      }
      int id = ids[i];
      if (id >= known.length) {
        known = grown(known, id + 1);
      }
      int code = known[id];
      if (code == UNREAD) {
        code = code(values, i);
        known[id] = code;
      }
      into[i] = code;
    }
  }

  private void codesOfArrow(DictionaryColumnVector vector, int n, int[] into) {
    int size = vector.dictionarySize();
    ColumnarArray values = new ColumnarArray(vector.dictionary(), 0, size);
    int[] known = new int[size];
    Arrays.fill(known, UNREAD);
    for (int i = 0; i < n; i++) {
      if (!vector.hasCode(i)) {
        into[i] = Codes.NONE;
        continue;
      }
      int id = vector.dictionaryId(i);
      int code = known[id];
      if (code == UNREAD) {
        code = code(values, id);
        known[id] = code;
      }
      into[i] = code;
    }
  }

  private static int[] grown(int[] known, int room) {
    int[] grown = Arrays.copyOf(known, Math.max(room, 2 * known.length));
    Arrays.fill(grown, known.length, grown.length, UNREAD);
    return grown;
  }

  /** The answers that class indices stand for. */
  static final class Indices {
    private final CodeReader reader;
    private int[] known = new int[0];

    private Indices(CodeReader reader) {
      this.reader = reader;
    }

    void forget() {
      known = new int[0];
    }

    /** The code of a class index, or {@link #UNUSUAL} where no class has it. */
    int code(int index) {
      if (index >= known.length) {
        known = grown(known, index + 64);
      }
      if (known[index] == UNREAD) {
        known[index] = reader.normalised(index);
      }
      return known[index];
    }
  }

  /** A reader of the column that a table has at a position of its selected row. */
  static final class Factory {
    private final NormalRow form;
    private final CompareSpec.AnswersAs answersAs;
    private final org.flipcheck.metrics.CorrectnessRule rule;
    private final ClassNames classes;
    private final Codes codes;

    Factory(
        NormalRow form,
        CompareSpec.AnswersAs answersAs,
        org.flipcheck.metrics.CorrectnessRule rule,
        ClassNames classes,
        Codes codes) {
      this.form = form;
      this.answersAs = answersAs;
      this.rule = rule;
      this.classes = classes;
      this.codes = codes;
    }

    /** For the label, the prediction or the grade. */
    CodeReader of(DataType type, int cell) {
      int absent = Layout.ABSENT;
      List<Integer> none = form.slices().stream().map(unused -> absent).toList();
      return reader(
          type,
          cell,
          new Layout(
              TableSide.NEW,
              List.of(),
              List.of(),
              cell == NormalRow.LABEL ? 0 : absent,
              cell == NormalRow.ANSWER ? 0 : absent,
              cell == NormalRow.GRADE ? 0 : absent,
              absent,
              absent,
              absent,
              absent,
              none,
              List.of()));
    }

    /** For the index of the greatest logit. */
    Indices ofIndex() {
      return new Indices(of(org.apache.spark.sql.types.DataTypes.IntegerType, NormalRow.ANSWER));
    }

    /** For a slice column. */
    CodeReader ofSlice(DataType type, int slice) {
      int absent = Layout.ABSENT;
      List<Integer> slices = new java.util.ArrayList<>();
      for (int i = 0; i < form.slices().size(); i++) {
        slices.add(i == slice ? 0 : absent);
      }
      Layout layout =
          new Layout(
              TableSide.NEW,
              List.of(),
              List.of(),
              absent,
              absent,
              absent,
              absent,
              absent,
              absent,
              absent,
              slices,
              List.of());
      return reader(type, form.slice(slice), layout);
    }

    private CodeReader reader(DataType type, int cell, Layout layout) {
      return new CodeReader(
          type, new Normaliser(layout, form, answersAs, rule, classes), cell, codes);
    }
  }
}
