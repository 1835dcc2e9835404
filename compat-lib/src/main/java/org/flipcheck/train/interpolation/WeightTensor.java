package org.flipcheck.train.interpolation;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.flipcheck.checkpoint.DType;
import org.flipcheck.checkpoint.RealCodec;

/** One array of a model, copied to the heap. Immutable. */
public final class WeightTensor {

  private final String name;
  private final List<String> alsoNamed;
  private final WeightKind kind;
  private final DataType type;
  private final Shape shape;
  private final ByteBuffer bytes;

  WeightTensor(
      String name,
      List<String> alsoNamed,
      WeightKind kind,
      DataType type,
      Shape shape,
      ByteBuffer bytes) {
    this.name = name;
    this.alsoNamed = List.copyOf(alsoNamed);
    this.kind = kind;
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
  }

  /**
   * Its name in the model: the first, where it has several.
   *
   * @return stable for one architecture
   */
  public String name() {
    return name;
  }

  /**
   * The other names of a tied array, which several layers of the model share.
   *
   * @return empty for most
   */
  public List<String> alsoNamed() {
    return alsoNamed;
  }

  /**
   * What its numbers are.
   *
   * @return the kind
   */
  public WeightKind kind() {
    return kind;
  }

  /**
   * The type of its elements.
   *
   * @return float32, float64, float16, int32, int64 or boolean
   */
  public DataType type() {
    return type;
  }

  /**
   * Its shape.
   *
   * @return dimensions, the class first in the weights and biases of an output layer
   */
  public Shape shape() {
    return shape;
  }

  /**
   * How many elements it has.
   *
   * @return the product of its dimensions, 1 for a scalar
   */
  public int size() {
    return (int) shape.size();
  }

  /**
   * Its numbers, for those that are floating point.
   *
   * @return a copy, last dimension fastest; exact
   * @throws IllegalStateException if they are {@link WeightKind#WHOLE}
   */
  public double[] values() {
    if (kind == WeightKind.WHOLE) {
      throw new IllegalStateException("%s is %s, not floating point".formatted(name, type));
    }
    double[] values = new double[size()];
    RealCodec.of(dtype(type), values.length).decode(bytes(), values, values.length);
    return values;
  }

  /** Its elements, little-endian, from the first to the limit. */
  ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN).rewind();
  }

  int elementBytes() {
    return type.getNumOfBytes();
  }

  /** The same type under the name that files of weights give it. */
  static DType dtype(DataType type) {
    return switch (type) {
      case FLOAT64 -> DType.F64;
      case FLOAT32 -> DType.F32;
      case FLOAT16 -> DType.F16;
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }
}
