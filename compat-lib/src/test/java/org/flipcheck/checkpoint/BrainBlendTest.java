package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops of floats give the bits that doubles give. */
class BrainBlendTest {

  private static final int COUNT = 1 << 16;

  private final BrainBlend blend = new BrainBlend();

  private static ByteBuffer bytes(short[] bits) {
    ByteBuffer bytes = TensorFile.little(2 * bits.length);
    bytes.asShortBuffer().put(bits);
    return bytes;
  }

  private void assertIsRoundedOnce(short[] old, short[] now, double alpha) {
    ByteBuffer result = bytes(now);
    assertThat(blend.mix(bytes(old), result, old.length, alpha)).isTrue();
    short[] mixed = new short[old.length];
    result.asShortBuffer().get(mixed);
    for (int i = 0; i < old.length; i++) {
      double mean = alpha * Rounding.ofBfloat16(old[i]) + (1 - alpha) * Rounding.ofBfloat16(now[i]);
      if (mixed[i] != Rounding.toBfloat16(mean)) {
        assertThat(mixed[i]).as("%x and %x", old[i], now[i]).isEqualTo(Rounding.toBfloat16(mean));
      }
    }
  }

  /** Every number with its neighbours, which are the ties of a half, and with its opposites. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.25, 0.3, 0.1, 0x1p-60, 1e-9, 0.999999, 0.75})
  void everyNumberWithNumbersLikeIt(double alpha) {
    for (int distance : new int[] {0, 1, 2, 3, 0x80, 0x8000, 0x8001, 0x7fff}) {
      short[] old = new short[COUNT];
      short[] now = new short[COUNT];
      for (int i = 0; i < COUNT; i++) {
        old[i] = finite(i);
        now[i] = finite(i + distance);
      }
      assertIsRoundedOnce(old, now, alpha);
    }
  }

  @Test
  void anyTwoNumbersAndAnyWeight() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      short[] old = new short[COUNT / 8];
      short[] now = new short[COUNT / 8];
      // Half of the runs have exponents that are near each other, as weights do.
      int spread = run % 2 == 0 ? 0x7fff : 0x3ff;
      for (int i = 0; i < old.length; i++) {
        old[i] = near(random, spread);
        now[i] = near(random, spread);
      }
      assertIsRoundedOnce(old, now, random.nextDouble());
    }
  }

  private static short near(Random random, int spread) {
    int sign = random.nextBoolean() ? 0x8000 : 0;
    return finite(sign | ((0x3a00 + random.nextInt(spread + 1)) & 0x7fff));
  }

  private static short finite(int bits) {
    return (bits & 0x7f80) == 0x7f80 ? (short) (bits & 0xbfff) : (short) bits;
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7f80, 0xff80, 0x7fc0, 0xffff, 0x7f81})
  void whatIsNotFiniteIsNoticedInEitherHalf(int bad) {
    for (int place : new int[] {0, 1, 2047}) {
      short[] numbers = new short[2048];
      short[] others = new short[2048];
      others[place] = (short) bad;
      assertThat(blend.mix(bytes(numbers), bytes(others), 2048, 0.5)).isFalse();
      assertThat(blend.mix(bytes(others), bytes(numbers), 2048, 0.5)).isFalse();
    }
  }
}
