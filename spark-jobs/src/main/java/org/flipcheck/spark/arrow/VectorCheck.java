package org.flipcheck.spark.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * Checks the places inside a column that point to others: Spark reads texts by their raw address,
 * and a damaged offset would make it read foreign memory.
 */
final class VectorCheck {

  private static final int VIEW = 16;
  private static final int INLINE = 12;
  private static final int INDEX_AT = 8;
  private static final int OFFSET_AT = 12;

  private VectorCheck() {}

  /**
   * Checks a loaded column and what it contains.
   *
   * @throws IllegalArgumentException if something lies outside its buffer
   */
  static void check(FieldVector vector) {
    int values = vector.getValueCount();
    if (values > 0) {
      if (vector instanceof BaseVariableWidthVector) {
        offsets(vector.getOffsetBuffer(), values, vector.getDataBuffer().capacity());
      } else if (vector instanceof BaseLargeVariableWidthVector) {
        largeOffsets(vector.getOffsetBuffer(), values, vector.getDataBuffer().capacity());
      } else if (vector instanceof BaseVariableWidthViewVector views) {
        views(views, values);
      } else if (vector instanceof ListVector list) {
        offsets(vector.getOffsetBuffer(), values, list.getDataVector().getValueCount());
      } else if (vector instanceof LargeListVector list) {
        largeOffsets(vector.getOffsetBuffer(), values, list.getDataVector().getValueCount());
      } else if (vector instanceof DecimalVector decimals) {
        digits(decimals, values);
      }
    }
    vector.getChildrenFromFields().forEach(VectorCheck::check);
  }

  /**
   * Reads codes, and checks that each has a value in the dictionary.
   *
   * @param values how many values the dictionary has
   * @param into where the codes go: one for each row, negative where it is null
   */
  static void codes(FieldVector vector, int values, int[] into) {
    int rows = vector.getValueCount();
    readCodes(vector, rows, into);
    boolean nulls = vector.getNullCount() > 0;
    for (int row = 0; row < rows; row++) {
      if (nulls && vector.isNull(row)) {
        into[row] = -1;
      } else if (into[row] < 0 || into[row] >= values) {
        throw new IllegalArgumentException("code %d of %d".formatted(into[row], values));
      }
    }
  }

  private static void readCodes(FieldVector vector, int rows, int[] into) {
    int bytes = rows * ((BaseFixedWidthVector) vector).getTypeWidth();
    ByteBuffer raw = vector.getDataBuffer().nioBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (vector instanceof TinyIntVector) {
      for (int row = 0; row < rows; row++) {
        into[row] = raw.get(row);
      }
    } else if (vector instanceof SmallIntVector) {
      for (int row = 0; row < rows; row++) {
        into[row] = raw.getShort(row * Short.BYTES);
      }
    } else if (vector instanceof IntVector) {
      raw.asIntBuffer().get(into, 0, rows);
    } else {
      BaseIntVector codes = (BaseIntVector) vector;
      for (int row = 0; row < rows; row++) {
        long code = vector.isNull(row) ? 0 : codes.getValueAsLong(row);
        into[row] = (int) Math.max(-1, Math.min(code, Integer.MAX_VALUE));
      }
    }
  }

  private static void offsets(ArrowBuf offsets, int values, long end) {
    int before = offsets.getInt(0);
    int backwards = before;
    for (long at = 1; at <= values; at++) {
      int next = offsets.getInt(at << 2);
      backwards |= (next - before) | next;
      before = next;
    }
    // One sign for all: no offset is negative, so no difference of two overflows.
    if (backwards < 0 || before > end) {
      throw new IllegalArgumentException("offsets beyond %d".formatted(end));
    }
  }

  private static void largeOffsets(ArrowBuf offsets, int values, long end) {
    long before = offsets.getLong(0);
    if (before < 0) {
      throw new IllegalArgumentException("offset %d".formatted(before));
    }
    for (long at = 1; at <= values; at++) {
      long next = offsets.getLong(at << 3);
      if (next < before || next > end) {
        throw new IllegalArgumentException("offsets beyond %d".formatted(end));
      }
      before = next;
    }
  }

  /** Spark throws on a number with more digits than its type has. */
  private static void digits(DecimalVector vector, int values) {
    for (int row = 0; row < values; row++) {
      if (!vector.isNull(row) && vector.getObject(row).precision() > vector.getPrecision()) {
        throw new IllegalArgumentException("more than %d digits".formatted(vector.getPrecision()));
      }
    }
  }

  private static void views(BaseVariableWidthViewVector vector, int values) {
    ArrowBuf views = vector.getDataBuffer();
    for (int row = 0; row < values; row++) {
      if (vector.isNull(row)) {
        continue;
      }
      long at = (long) row * VIEW;
      int length = views.getInt(at);
      if (length < 0) {
        throw new IllegalArgumentException("a text of %d bytes".formatted(length));
      }
      if (length > INLINE) {
        ArrowBuf data = vector.getDataBuffers().get(views.getInt(at + INDEX_AT));
        long offset = views.getInt(at + OFFSET_AT);
        if (offset < 0 || offset + length > data.capacity()) {
          throw new IllegalArgumentException("a text outside its buffer");
        }
      }
    }
  }
}
