package org.flipcheck.train.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VariableWidthFieldVector;
import org.apache.arrow.vector.types.Types.MinorType;

/** Single values of Arrow vectors, as {@link TableRows} has them. */
final class ArrowValues {

  private ArrowValues() {}

  static Object get(ValueVector vector, long index) throws CharacterCodingException {
    if (index < 0 || index >= vector.getValueCount()) {
      throw new IllegalArgumentException(
          "value %d of column '%s' is wanted, which has %d"
              .formatted(index, vector.getName(), vector.getValueCount()));
    }
    int place = (int) index;
    if (vector.isNull(place)) {
      return null;
    }
    if (isText(vector.getMinorType())) {
      byte[] bytes = ((VariableWidthFieldVector) vector).get(place);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
    Object value = number(vector, place);
    return value instanceof Number ? value : value.toString();
  }

  private static boolean isText(MinorType type) {
    return type == MinorType.VARCHAR
        || type == MinorType.LARGEVARCHAR
        || type == MinorType.VIEWVARCHAR;
  }

  /** Java has no unsigned and no half types, so Arrow's own objects of them are other numbers. */
  private static Object number(ValueVector vector, int place) {
    if (vector instanceof UInt1Vector bytes) {
      return bytes.getObjectNoOverflow(place);
    }
    if (vector instanceof UInt2Vector shorts) {
      return (int) shorts.get(place);
    }
    if (vector instanceof UInt4Vector ints) {
      return ints.getObjectNoOverflow(place);
    }
    if (vector instanceof UInt8Vector longs) {
      return longs.getObjectNoOverflow(place);
    }
    return vector instanceof Float2Vector halves
        ? (Object) halves.getValueAsFloat(place)
        : vector.getObject(place);
  }
}
