package org.flipcheck.metrics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A sum of doubles that does not round: order and partitioning cannot change a bit of it.
 *
 * <p>The sum is one long fixed-point number, kept as 32-bit digits in 64-bit words so that carries
 * may wait ("small superaccumulator", R. M. Neal, <i>Fast exact summation using small and large
 * superaccumulators</i>, arXiv 1505.05571). It covers every finite double; {@link #doubleValue()}
 * rounds once, to nearest even. Not thread-safe.
 */
public final class ExactSum {
  private static final int DIGIT_BITS = 32;

  /** Weight of the lowest bit: the smallest subnormal double is 2^-1074. */
  private static final int LOWEST_EXPONENT = -1074;

  /** Bits from 2^-1074 to 2^1023, and 64 more for the growth of a sum of up to 2^63 addends. */
  private static final int DIGITS = (1074 + 1024 + 64 + DIGIT_BITS - 1) / DIGIT_BITS;

  /**
   * Each addition moves a digit by less than 2^33, so 2^29 of them fit beside one carried digit.
   */
  private static final int ADDITIONS_PER_CARRY = 1 << 29;

  private final long[] digits = new long[DIGITS];
  private int additionsSinceCarry;

  /**
   * Adds one value.
   *
   * @param value any finite double
   * @throws IllegalArgumentException if {@code value} is NaN or infinite
   */
  public void add(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("cannot sum " + value + ", only finite values");
    }
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) ((bits >>> 52) & 0x7ff);
    long mantissa = bits & 0xfffffffffffffL;
    if (biased == 0) {
      biased = 1;
    } else {
      mantissa |= 0x10000000000000L;
    }
    int position = biased - 1;
    int digit = position / DIGIT_BITS;
    int shift = position % DIGIT_BITS;
    long low = (mantissa & 0xffffffffL) << shift;
    long high = (mantissa >>> DIGIT_BITS) << shift;
    long sign = bits < 0 ? -1 : 1;
    digits[digit] += sign * (low & 0xffffffffL);
    digits[digit + 1] += sign * ((low >>> DIGIT_BITS) + (high & 0xffffffffL));
    digits[digit + 2] += sign * (high >>> DIGIT_BITS);
    if (++additionsSinceCarry >= ADDITIONS_PER_CARRY) {
      carry();
    }
  }

  /**
   * Adds another sum, exactly.
   *
   * @param other a sum; only its carries are settled
   */
  public void add(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < DIGITS; i++) {
      digits[i] += other.digits[i];
    }
    carry();
  }

  /**
   * The sum rounded once, to the nearest double, ties to even.
   *
   * @return the rounded sum; infinite if it is beyond the range of doubles
   */
  public double doubleValue() {
    carry();
    BigInteger scaled = BigInteger.ZERO;
    for (int i = DIGITS - 1; i >= 0; i--) {
      scaled = scaled.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[i]));
    }
    if (scaled.signum() == 0) {
      return 0.0;
    }
    return toBigDecimal(scaled).doubleValue();
  }

  private static BigDecimal toBigDecimal(BigInteger scaled) {
    int trailing = Math.min(scaled.getLowestSetBit(), -LOWEST_EXPONENT);
    int scale = -LOWEST_EXPONENT - trailing;
    // x / 2^s = x * 5^s / 10^s, which a BigDecimal holds exactly.
    return new BigDecimal(
        scaled.shiftRight(trailing).multiply(BigInteger.valueOf(5).pow(scale)), scale);
  }

  /**
   * The sum as bytes, for a journey between processes. Equal sums give equal bytes.
   *
   * @return a fixed number of bytes
   */
  public byte[] toBytes() {
    carry();
    ByteBuffer buffer = ByteBuffer.allocate(DIGITS * Long.BYTES);
    buffer.asLongBuffer().put(digits);
    return buffer.array();
  }

  /**
   * Reads {@link #toBytes()} back.
   *
   * @param bytes what {@link #toBytes()} gave
   * @return the same sum
   * @throws IllegalArgumentException if the length is not that of a sum
   */
  public static ExactSum fromBytes(byte[] bytes) {
    if (bytes.length != DIGITS * Long.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes are not an exact sum of %d bytes".formatted(bytes.length, DIGITS * Long.BYTES));
    }
    ExactSum sum = new ExactSum();
    ByteBuffer.wrap(bytes).asLongBuffer().get(sum.digits);
    return sum;
  }

  private void carry() {
    for (int i = 0; i < DIGITS - 1; i++) {
      long carried = digits[i] >> DIGIT_BITS;
      digits[i] &= 0xffffffffL;
      digits[i + 1] += carried;
    }
    additionsSinceCarry = 0;
  }
}
