package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every number of the 16-bit types, and every midpoint between two of them. */
class RoundingTest {

  private static final int NEGATIVE = 0x8000;

  @Test
  void everyHalf() {
    assertRoundsToNearestEven(0x7c00, Rounding::ofFloat16, Rounding::toFloat16, 0x1p16);
  }

  @Test
  void everyBrainFloat() {
    assertRoundsToNearestEven(0x7f80, Rounding::ofBfloat16, Rounding::toBfloat16, 0x1p128);
  }

  private static void assertRoundsToNearestEven(
      int infinity,
      Function<Short, Float> decode,
      DoubleFunction<Short> encode,
      double afterLargest) {
    for (int bits = 0; bits < infinity; bits++) {
      double value = decode.apply((short) bits);
      double above = bits + 1 < infinity ? decode.apply((short) (bits + 1)) : afterLargest;
      double midpoint = value + (above - value) / 2;
      int even = bits + (bits & 1);

      assertThat(encode.apply(value)).isEqualTo((short) bits);
      assertThat(encode.apply(-value)).isEqualTo((short) (bits | NEGATIVE));
      assertThat(encode.apply(midpoint)).isEqualTo((short) even);
      assertThat(encode.apply(-midpoint)).isEqualTo((short) (even | NEGATIVE));
      assertThat(encode.apply(Math.nextDown(midpoint))).isEqualTo((short) bits);
      assertThat(encode.apply(Math.nextUp(midpoint))).isEqualTo((short) (bits + 1));
    }
    assertThat(encode.apply(Double.MAX_VALUE)).isEqualTo((short) infinity);
  }

  /** IEEE 754-2019, 3.6, and the widths of its interchange formats; bfloat16 is a float cut off. */
  @Test
  void knownNumbers() {
    assertThat(Rounding.ofFloat16((short) 0x3c00)).isEqualTo(1);
    assertThat(Rounding.ofFloat16((short) 0x7bff)).isEqualTo(65504);
    assertThat(Rounding.ofFloat16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Rounding.ofFloat16((short) 0xc000)).isEqualTo(-2);
    assertThat(Rounding.ofFloat16((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Rounding.ofFloat16((short) 0x7c01)).isNaN();
    assertThat(Rounding.ofFloat16((short) 0x8000)).isEqualTo(-0f);
    assertThat(Rounding.ofBfloat16((short) 0x3f80)).isEqualTo(1);
    assertThat(Rounding.ofBfloat16((short) 0x7f7f)).isEqualTo(0x1.fep127f);
    assertThat(Rounding.ofBfloat16((short) 0x0001)).isEqualTo(0x1p-133f);
    assertThat(Rounding.ofBfloat16((short) 0xff80)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  /** By way of a float the last part would be lost first, and the tie then go the other way. */
  @Test
  void roundedOnce() {
    assertThat(Rounding.toFloat16(1 + 0x1p-11 + 0x1p-40)).isEqualTo((short) 0x3c01);
    assertThat(Rounding.toBfloat16(1 + 0x1p-8 + 0x1p-40)).isEqualTo((short) 0x3f81);
  }
}
