package org.flipcheck.spark.arrow;

import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column that Spark's own {@code ArrowColumnVector} does not read, or reads slowly. Subclasses
 * give the getters that the type has.
 */
abstract class ConvertedVector extends ColumnVector {

  private final FieldVector vector;

  ConvertedVector(DataType type, FieldVector vector) {
    super(type);
    this.vector = vector;
  }

  private UnsupportedOperationException other() {
    return new UnsupportedOperationException(
        "a column of %s is read as another type".formatted(vector.getField().getType()));
  }

  @Override
  public final void close() {
    vector.close();
  }

  @Override
  public final boolean hasNull() {
    return numNulls() > 0;
  }

  @Override
  public final int numNulls() {
    return vector.getNullCount();
  }

  @Override
  public final boolean isNullAt(int row) {
    return vector.isNull(row);
  }

  @Override
  public boolean getBoolean(int row) {
    throw other();
  }

  @Override
  public byte getByte(int row) {
    throw other();
  }

  @Override
  public short getShort(int row) {
    throw other();
  }

  @Override
  public int getInt(int row) {
    throw other();
  }

  @Override
  public long getLong(int row) {
    throw other();
  }

  @Override
  public float getFloat(int row) {
    throw other();
  }

  @Override
  public double getDouble(int row) {
    throw other();
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw other();
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw other();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw other();
  }

  @Override
  public UTF8String getUTF8String(int row) {
    throw other();
  }

  @Override
  public byte[] getBinary(int row) {
    throw other();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw other();
  }
}
