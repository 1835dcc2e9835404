package org.flipcheck.checkpoint;

import java.nio.ByteBuffer;

/** Blocks of floating-point elements between their bytes and doubles. Each has its own scratch. */
abstract class RealCodec {

  /** The bits of a float's infinity; those of a NaN are above. */
  private static final int INFINITY = 0x7f800000;

  /**
   * A codec for one thread.
   *
   * @param type a floating-point type
   * @param block the most elements it is ever given at once
   */
  static RealCodec of(DType type, int block) {
    return switch (type) {
      case F64 -> new Doubles(block);
      case F32 -> new Floats(block);
      case F16 -> new Halves(block);
      case BF16 -> new Brains(block);
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }

  /** Reads {@code count} elements from the position of a little-endian buffer; exact. */
  abstract void decode(ByteBuffer bytes, double[] into, int count);

  /**
   * BCWI in one go, the same numbers as {@link #decode}, {@link Blend#linear} and {@link #encode}
   * would give: nearly all interpolations are this and nothing else.
   *
   * @param old the old model's elements, at the position of the buffer
   * @param now the new model's, which the result replaces
   * @return whether all results, and so all inputs, are finite
   */
  abstract boolean mix(ByteBuffer old, ByteBuffer now, int count, double alpha);

  /** Writes {@code count} elements, rounded to the nearest, at the position of such a buffer. */
  abstract void encode(double[] from, int count, ByteBuffer bytes);

  private static final class Doubles extends RealCodec {
    private final double[] olds;
    private final double[] nows;

    Doubles(int block) {
      olds = new double[block];
      nows = new double[block];
    }

    @Override
    boolean mix(ByteBuffer old, ByteBuffer now, int count, double alpha) {
      decode(old, olds, count);
      decode(now, nows, count);
      Blend.linear(olds, nows, count, alpha);
      encode(nows, count, now);
      return Blend.notFinite(nows, count) < 0;
    }

    @Override
    void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asDoubleBuffer().get(into, 0, count);
    }

    @Override
    void encode(double[] from, int count, ByteBuffer bytes) {
      bytes.asDoubleBuffer().put(from, 0, count);
    }
  }

  private static final class Floats extends RealCodec {
    private final float[] floats;
    private final float[] olds;

    Floats(int block) {
      floats = new float[block];
      olds = new float[block];
    }

    @Override
    boolean mix(ByteBuffer old, ByteBuffer now, int count, double alpha) {
      old.asFloatBuffer().get(olds, 0, count);
      now.asFloatBuffer().get(floats, 0, count);
      double rest = 1 - alpha;
      int largest = 0;
      for (int i = 0; i < count; i++) {
        float mixed = (float) (alpha * olds[i] + rest * floats[i]);
        floats[i] = mixed;
        largest = Math.max(largest, Float.floatToRawIntBits(mixed) & Integer.MAX_VALUE);
      }
      now.asFloatBuffer().put(floats, 0, count);
      return largest < INFINITY;
    }

    @Override
    void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asFloatBuffer().get(floats, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = floats[i];
      }
    }

    @Override
    void encode(double[] from, int count, ByteBuffer bytes) {
      for (int i = 0; i < count; i++) {
        floats[i] = (float) from[i];
      }
      bytes.asFloatBuffer().put(floats, 0, count);
    }
  }

  private static final class Halves extends RealCodec {
    private final short[] bits;
    private final short[] olds;

    Halves(int block) {
      bits = new short[block];
      olds = new short[block];
    }

    @Override
    boolean mix(ByteBuffer old, ByteBuffer now, int count, double alpha) {
      old.asShortBuffer().get(olds, 0, count);
      now.asShortBuffer().get(bits, 0, count);
      double rest = 1 - alpha;
      int largest = 0;
      for (int i = 0; i < count; i++) {
        double mixed = alpha * Rounding.ofFloat16(olds[i]) + rest * Rounding.ofFloat16(bits[i]);
        bits[i] = Rounding.toFloat16(mixed);
        largest = Math.max(largest, Float.floatToRawIntBits((float) mixed) & Integer.MAX_VALUE);
      }
      now.asShortBuffer().put(bits, 0, count);
      return largest < INFINITY;
    }

    @Override
    void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asShortBuffer().get(bits, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = Rounding.ofFloat16(bits[i]);
      }
    }

    @Override
    void encode(double[] from, int count, ByteBuffer bytes) {
      for (int i = 0; i < count; i++) {
        bits[i] = Rounding.toFloat16(from[i]);
      }
      bytes.asShortBuffer().put(bits, 0, count);
    }
  }

  private static final class Brains extends RealCodec {
    private final short[] bits;
    private final short[] olds;

    Brains(int block) {
      bits = new short[block];
      olds = new short[block];
    }

    @Override
    boolean mix(ByteBuffer old, ByteBuffer now, int count, double alpha) {
      old.asShortBuffer().get(olds, 0, count);
      now.asShortBuffer().get(bits, 0, count);
      double rest = 1 - alpha;
      int largest = 0;
      for (int i = 0; i < count; i++) {
        double mixed = alpha * Rounding.ofBfloat16(olds[i]) + rest * Rounding.ofBfloat16(bits[i]);
        bits[i] = Rounding.toBfloat16(mixed);
        largest = Math.max(largest, Float.floatToRawIntBits((float) mixed) & Integer.MAX_VALUE);
      }
      now.asShortBuffer().put(bits, 0, count);
      return largest < INFINITY;
    }

    @Override
    void decode(ByteBuffer bytes, double[] into, int count) {
      bytes.asShortBuffer().get(bits, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = Rounding.ofBfloat16(bits[i]);
      }
    }

    @Override
    void encode(double[] from, int count, ByteBuffer bytes) {
      for (int i = 0; i < count; i++) {
        bits[i] = Rounding.toBfloat16(from[i]);
      }
      bytes.asShortBuffer().put(bits, 0, count);
    }
  }
}
