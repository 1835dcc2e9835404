package org.flipcheck.checkpoint;

/**
 * Doubles to the 16-bit types and back. Rounded once, from the double, to the nearest, ties to even
 * (IEEE 754 roundTiesToEven): by way of a float it would be rounded twice.
 */
final class Rounding {

  private static final int DOUBLE_FRACTION = 52;
  private static final long DOUBLE_BIAS = 1023;

  private static final int BF16_FRACTION = 7;
  private static final long BF16_BIAS = 127;
  private static final long BF16_INFINITY = 0x7f80;
  private static final double BF16_SMALLEST_NORMAL = 0x1p-126;
  private static final double BF16_PER_UNIT = 0x1p133;

  /** The bits of a float that a bfloat16 does not have, and the middle of what they can say. */
  private static final int BF16_DROPPED = 0xffff;

  private static final int BF16_MIDDLE = 0x8000;

  private static final int F16_FRACTION = 10;
  private static final long F16_BIAS = 15;
  private static final long F16_INFINITY = 0x7c00;
  private static final double F16_SMALLEST_NORMAL = 0x1p-14;
  private static final double F16_PER_UNIT = 0x1p24;

  /** What a float is multiplied by that got the exponent of an F16 as its own. */
  private static final float F16_REBIAS = 0x1p112f;

  private static final int F16_TO_FLOAT = 13;
  private static final int F16_DROPPED = 0x1fff;
  private static final int F16_MIDDLE = 0x1000;
  private static final int F16_REBIAS_BITS = 112 << F16_FRACTION;

  /** As floats: 2^-14, and 2^15, above which rounding may reach infinity. */
  private static final int F16_SMALLEST_NORMAL_BITS = 0x38800000;

  private static final int F16_BEYOND_BITS = 0x47000000;
  private static final int SIGN = 0x8000;
  private static final int MAGNITUDE = 0x7fff;

  private Rounding() {}

  /**
   * The nearest bfloat16 of a number that is not NaN.
   *
   * <p>By way of the nearest float, which is fast and wrong only where that lies in the middle
   * between two bfloat16 and the number does not.
   */
  static short toBfloat16(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    return (bits & BF16_DROPPED) == BF16_MIDDLE
        ? exactBfloat16(value)
        : (short) ((bits + (BF16_MIDDLE - 1) + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
  }

  private static short exactBfloat16(double value) {
    double magnitude = Math.abs(value);
    long rounded =
        magnitude < BF16_SMALLEST_NORMAL
            ? (long) Math.rint(magnitude * BF16_PER_UNIT)
            : normal(magnitude, BF16_FRACTION, BF16_BIAS, BF16_INFINITY);
    return (short) (sign(value) | rounded);
  }

  static float ofBfloat16(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  /** The nearest IEEE half of a number that is not NaN; in the same way. */
  static short toFloat16(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    int magnitude = bits & Integer.MAX_VALUE;
    boolean isEasy =
        magnitude >= F16_SMALLEST_NORMAL_BITS
            && magnitude < F16_BEYOND_BITS
            && (bits & F16_DROPPED) != F16_MIDDLE;
    if (!isEasy) {
      return exactFloat16(value);
    }
    int rounded =
        (magnitude + (F16_MIDDLE - 1) + ((magnitude >>> F16_TO_FLOAT) & 1)) >>> F16_TO_FLOAT;
    return (short) (((bits >>> Short.SIZE) & SIGN) | (rounded - F16_REBIAS_BITS));
  }

  private static short exactFloat16(double value) {
    double magnitude = Math.abs(value);
    long rounded =
        magnitude < F16_SMALLEST_NORMAL
            ? (long) Math.rint(magnitude * F16_PER_UNIT)
            : normal(magnitude, F16_FRACTION, F16_BIAS, F16_INFINITY);
    return (short) (sign(value) | rounded);
  }

  static float ofFloat16(short bits) {
    int magnitude = bits & MAGNITUDE;
    float value =
        magnitude < F16_INFINITY
            ? Float.intBitsToFloat(magnitude << F16_TO_FLOAT) * F16_REBIAS
            : magnitude == F16_INFINITY ? Float.POSITIVE_INFINITY : Float.NaN;
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) | (bits & SIGN) << Short.SIZE);
  }

  /** Adding just under half of the last place, and its lowest bit on top, rounds ties to even. */
  private static long normal(double magnitude, int fraction, long bias, long infinity) {
    int dropped = DOUBLE_FRACTION - fraction;
    long bits = Double.doubleToRawLongBits(magnitude);
    long half = (1L << (dropped - 1)) - 1;
    long rounded = (bits + half + ((bits >>> dropped) & 1)) >>> dropped;
    return Math.min(rounded - ((DOUBLE_BIAS - bias) << fraction), infinity);
  }

  private static long sign(double value) {
    return Double.doubleToRawLongBits(value) >>> (Long.SIZE - Short.SIZE) & SIGN;
  }
}
