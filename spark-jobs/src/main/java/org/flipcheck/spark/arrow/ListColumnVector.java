package org.flipcheck.spark.arrow;

import java.util.function.IntUnaryOperator;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** A column of lists: any of Arrow's lists whose positions fit in 31 bits. */
public final class ListColumnVector extends ConvertedVector {

  private final ColumnVector elements;
  private final IntUnaryOperator start;
  private final IntUnaryOperator end;

  /**
   * A view of lists.
   *
   * @param elements the elements of all lists, one after the other
   * @param start the position of a row's first element
   * @param end the position after a row's last element
   */
  ListColumnVector(
      DataType type,
      FieldVector vector,
      ColumnVector elements,
      IntUnaryOperator start,
      IntUnaryOperator end) {
    super(type, vector);
    if (!(type instanceof ArrayType)) {
      throw new IllegalArgumentException("a list is an array, not " + type);
    }
    this.elements = elements;
    this.start = start;
    this.end = end;
  }

  @Override
  public ColumnarArray getArray(int row) {
    if (isNullAt(row)) {
      return null;
    }
    int from = start.applyAsInt(row);
    return new ColumnarArray(elements, from, end.applyAsInt(row) - from);
  }

  /** The elements of all lists; some may belong to no list. */
  @Override
  public ColumnVector getChild(int ordinal) {
    return elements;
  }
}
