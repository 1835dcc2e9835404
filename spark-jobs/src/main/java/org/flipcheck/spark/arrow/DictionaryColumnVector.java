package org.flipcheck.spark.arrow;

import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A dictionary-encoded column: a code for each row, and the value of each code once. Reads like the
 * decoded column; who wants to work on codes asks for {@link #dictionaryId} and {@link
 * #dictionary()}.
 *
 * <p>Codes mean the same in all batches of one file. A stream may replace its dictionary, so there
 * a code has its meaning only until the next batch.
 */
public final class DictionaryColumnVector extends ColumnVector {

  private final FieldVector codes;
  private final FieldVector values;
  private final ColumnVector dictionary;
  private int[] ids = new int[0];

  /**
   * Puts codes and values together.
   *
   * @param codes integers of any width
   * @param values the value of each code
   * @param dictionary the same values as a column
   */
  DictionaryColumnVector(FieldVector codes, FieldVector values, ColumnVector dictionary) {
    super(dictionary.dataType());
    this.codes = codes;
    this.values = values;
    this.dictionary = dictionary;
  }

  /**
   * The code of a row.
   *
   * @param row a row whose code is not null; a row may still be null because the dictionary says so
   * @return a position in the dictionary
   */
  public int dictionaryId(int row) {
    return ids[row];
  }

  /**
   * Whether a row has a code. It can have one and be null all the same, where its value in the
   * dictionary is null.
   *
   * @param row any row
   * @return false if the code is null
   */
  public boolean hasCode(int row) {
    return ids[row] >= 0;
  }

  /**
   * The values by code.
   *
   * @return a column of {@link #dictionarySize()} values
   */
  public ColumnVector dictionary() {
    return dictionary;
  }

  /**
   * How many codes there are.
   *
   * @return the length of {@link #dictionary()}
   */
  public int dictionarySize() {
    return values.getValueCount();
  }

  /** Takes in the codes of a batch that was loaded, and checks that each has a value. */
  void load() {
    int rows = codes.getValueCount();
    ids = ids.length < rows ? new int[rows] : ids;
    VectorCheck.codes(codes, values.getValueCount(), ids);
  }

  @Override
  public boolean isNullAt(int row) {
    return ids[row] < 0 || dictionary.isNullAt(ids[row]);
  }

  @Override
  public boolean hasNull() {
    return codes.getNullCount() > 0 || dictionary.hasNull();
  }

  @Override
  public int numNulls() {
    int nulls = codes.getNullCount();
    if (dictionary.hasNull()) {
      for (int row = 0; row < codes.getValueCount(); row++) {
        nulls += ids[row] >= 0 && dictionary.isNullAt(ids[row]) ? 1 : 0;
      }
    }
    return nulls;
  }

  @Override
  public boolean getBoolean(int row) {
    return dictionary.getBoolean(dictionaryId(row));
  }

  @Override
  public byte getByte(int row) {
    return dictionary.getByte(dictionaryId(row));
  }

  @Override
  public short getShort(int row) {
    return dictionary.getShort(dictionaryId(row));
  }

  @Override
  public int getInt(int row) {
    return dictionary.getInt(dictionaryId(row));
  }

  @Override
  public long getLong(int row) {
    return dictionary.getLong(dictionaryId(row));
  }

  @Override
  public float getFloat(int row) {
    return dictionary.getFloat(dictionaryId(row));
  }

  @Override
  public double getDouble(int row) {
    return dictionary.getDouble(dictionaryId(row));
  }

  @Override
  public ColumnarArray getArray(int row) {
    return isNullAt(row) ? null : dictionary.getArray(dictionaryId(row));
  }

  @Override
  public ColumnarMap getMap(int row) {
    return isNullAt(row) ? null : dictionary.getMap(dictionaryId(row));
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return isNullAt(row) ? null : dictionary.getDecimal(dictionaryId(row), precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return isNullAt(row) ? null : dictionary.getUTF8String(dictionaryId(row));
  }

  @Override
  public byte[] getBinary(int row) {
    return isNullAt(row) ? null : dictionary.getBinary(dictionaryId(row));
  }

  /** A struct in a dictionary has no columns by row; such columns are decoded by the reader. */
  @Override
  public ColumnVector getChild(int ordinal) {
    throw new UnsupportedOperationException("a dictionary of structs");
  }

  /** Frees codes and values. */
  @Override
  public void close() {
    codes.close();
    values.close();
  }
}
