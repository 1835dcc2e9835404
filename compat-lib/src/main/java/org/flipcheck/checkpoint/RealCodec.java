package org.flipcheck.checkpoint;

import java.nio.ByteBuffer;

/** Blocks of floating-point elements between their bytes and doubles. Each has its own scratch. */
public abstract class RealCodec {

  private RealCodec() {}

  /**
   * A codec for one thread.
   *
   * @param type a floating-point type
   * @param block the most elements it is ever given at once
   * @return the codec
   * @throws IllegalArgumentException if the type is not floating point
   */
  public static RealCodec of(DType type, int block) {
    return switch (type) {
      case F64 -> new Doubles();
      case F32 -> new Floats(block);
      case F16 -> new Halves(block);
      case BF16 -> new Brains(block);
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }

  /**
   * Reads elements; exact.
   *
   * @param bytes a little-endian buffer, read from its position, which stays
   * @param into where the elements go
   * @param count how many
   */
  public abstract void decode(ByteBuffer bytes, double[] into, int count);

  /**
   * Writes elements, each rounded once, to the nearest.
   *
   * @param from the elements
   * @param count how many
   * @param bytes a little-endian buffer, written from its position, which stays
   */
  public abstract void encode(double[] from, int count, ByteBuffer bytes);

  private static final class Doubles extends RealCodec {
    @Override
    public void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asDoubleBuffer().get(into, 0, count);
    }

    @Override
    public void encode(double[] from, int count, ByteBuffer bytes) {
      bytes.asDoubleBuffer().put(from, 0, count);
    }
  }

  private static final class Floats extends RealCodec {
    private final float[] floats;

    Floats(int block) {
      floats = new float[block];
    }

    @Override
    public void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asFloatBuffer().get(floats, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = floats[i];
      }
    }

    @Override
    public void encode(double[] from, int count, ByteBuffer bytes) {
      for (int i = 0; i < count; i++) {
        floats[i] = (float) from[i];
      }
      bytes.asFloatBuffer().put(floats, 0, count);
    }
  }

  private static final class Halves extends RealCodec {
    private final short[] bits;

    Halves(int block) {
      bits = new short[block];
    }

    @Override
    public void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asShortBuffer().get(bits, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = Rounding.ofFloat16(bits[i]);
      }
    }

    @Override
    public void encode(double[] from, int count, ByteBuffer bytes) {
      for (int i = 0; i < count; i++) {
        bits[i] = Rounding.toFloat16(from[i]);
      }
      bytes.asShortBuffer().put(bits, 0, count);
    }
  }

  private static final class Brains extends RealCodec {
    private final short[] bits;

    Brains(int block) {
      bits = new short[block];
    }

    @Override
    public void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asShortBuffer().get(bits, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = Rounding.ofBfloat16(bits[i]);
      }
    }

    @Override
    public void encode(double[] from, int count, ByteBuffer bytes) {
      for (int i = 0; i < count; i++) {
        bits[i] = Rounding.toBfloat16(from[i]);
      }
      bytes.asShortBuffer().put(bits, 0, count);
    }
  }
}
