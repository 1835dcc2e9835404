package org.flipcheck.spark.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.spark.sql.types.DataType;

/**
 * A column of floats or doubles. Unlike Spark's own it gives many values in one copy, for the
 * elements of long lists; null ones among them come as whatever lies there.
 */
final class FloatingColumnVector extends ConvertedVector {

  private final BaseFixedWidthVector numbers;

  FloatingColumnVector(DataType type, BaseFixedWidthVector numbers) {
    super(type, numbers);
    this.numbers = numbers;
  }

  @Override
  public float getFloat(int row) {
    return ((Float4Vector) numbers).get(row);
  }

  @Override
  public double getDouble(int row) {
    return ((Float8Vector) numbers).get(row);
  }

  @Override
  public float[] getFloats(int row, int count) {
    float[] values = new float[count];
    bytes(row, count, Float.BYTES).asFloatBuffer().get(values);
    return values;
  }

  @Override
  public double[] getDoubles(int row, int count) {
    double[] values = new double[count];
    bytes(row, count, Double.BYTES).asDoubleBuffer().get(values);
    return values;
  }

  private ByteBuffer bytes(int row, int count, int width) {
    return numbers
        .getDataBuffer()
        .nioBuffer((long) row * width, count * width)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
