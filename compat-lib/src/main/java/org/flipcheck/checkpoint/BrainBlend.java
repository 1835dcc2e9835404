package org.flipcheck.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * BCWI of bfloat16 in loops that Java turns into vector instructions, the same bits as {@link
 * RealCodec#decode}, {@link Blend#linear} and {@link RealCodec#encode} give. For one thread.
 *
 * <p>The mean is computed as floats, s, with a bound e of how far that can be from the mean
 * computed as doubles. Rounding is monotone: where s &minus; e and s + e round to the same
 * bfloat16, so does the mean as doubles; where they do not, it is computed. With |p| + |q| = m for
 * the two weighted numbers, s has an error of at most 1.5&middot;2<sup>&minus;23</sup>m +
 * 2<sup>&minus;149</sup> (two roundings of each factor's product, one of the sum), the ends of the
 * interval one of 2<sup>&minus;24</sup>m more; e = 2<sup>&minus;21</sup>m + 2<sup>&minus;126</sup>.
 */
final class BrainBlend {

  /** Least weight for which the bound holds: a float of it has all its digits. */
  private static final double LEAST_WEIGHT = 0x1p-60;

  /** Pairs of elements at once, few enough for all arrays to stay in the first cache. */
  private static final int PAIRS = 1024;

  private static final int HIGH = 0xffff0000;
  private static final int MAGNITUDE = 0x7fffffff;
  private static final float RELATIVE = 0x1p-21f;
  private static final float ABSOLUTE = Float.MIN_NORMAL;

  /** Added to the magnitude of a float, it carries into the sign if that is infinite or NaN. */
  private static final int TO_SIGN = 0x00800000;

  /** Just under half of what is cut off; with the last bit kept on top, ties go to even. */
  private static final int UNDER_HALF = 0x7fff;

  private final int[] olds = new int[PAIRS];
  private final int[] nows = new int[PAIRS];
  private final int[] low = new int[PAIRS];
  private final int[] high = new int[PAIRS];
  private final int[] unsure = new int[PAIRS];
  private final int[] bits = new int[PAIRS];
  private final int[] moreBits = new int[PAIRS];
  private final float[] old = new float[PAIRS];
  private final float[] now = new float[PAIRS];
  private final float[] least = new float[PAIRS];
  private final float[] most = new float[PAIRS];
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  BrainBlend() {
    // In one memory, because Java has vector instructions for neither direction of intBitsToFloat.
    ByteBuffer shared =
        ByteBuffer.allocateDirect(PAIRS * Integer.BYTES).order(ByteOrder.nativeOrder());
    asInts = shared.asIntBuffer();
    asFloats = shared.asFloatBuffer();
  }

  /** Whether it can mix so many elements by a weight. */
  static boolean takes(int count, double alpha) {
    return alpha >= LEAST_WEIGHT && count % (2 * PAIRS) == 0;
  }

  /**
   * Mixes a block.
   *
   * @param oldBytes the old model's elements, little-endian
   * @param nowBytes the new model's, which the result replaces
   * @param count how many; see {@link #takes}
   * @return whether all results, and so all inputs, are finite
   */
  boolean mix(ByteBuffer oldBytes, ByteBuffer nowBytes, int count, double alpha) {
    IntBuffer from = oldBytes.asIntBuffer();
    IntBuffer into = nowBytes.asIntBuffer();
    boolean isFinite = true;
    for (int at = 0; at < count / 2; at += PAIRS) {
      from.get(at, olds);
      into.get(at, nows);
      Arrays.fill(unsure, 0);
      mixHalf(true, alpha, low);
      mixHalf(false, alpha, high);
      join(low, high, bits);
      isFinite &= settle(alpha);
      into.put(at, bits);
    }
    return isFinite;
  }

  private void mixHalf(boolean isLow, double alpha, int[] rounded) {
    toFloats(olds, isLow, old);
    toFloats(nows, isLow, now);
    bound(old, now, (float) alpha, (float) (1 - alpha), least, most);
    toBits(least, bits);
    toBits(most, moreBits);
    round(bits, moreBits, rounded, unsure);
  }

  private void toFloats(int[] pairs, boolean isLow, float[] floats) {
    if (isLow) {
      shiftLow(pairs, bits);
    } else {
      maskHigh(pairs, bits);
    }
    asInts.put(0, bits);
    asFloats.get(0, floats);
  }

  private void toBits(float[] floats, int[] into) {
    asFloats.put(0, floats);
    asInts.get(0, into);
  }

  private static void shiftLow(int[] pairs, int[] into) {
    for (int i = 0; i < PAIRS; i++) {
      into[i] = pairs[i] << Short.SIZE;
    }
  }

  private static void maskHigh(int[] pairs, int[] into) {
    for (int i = 0; i < PAIRS; i++) {
      into[i] = pairs[i] & HIGH;
    }
  }

  private static void bound(
      float[] old, float[] now, float alpha, float rest, float[] least, float[] most) {
    for (int i = 0; i < PAIRS; i++) {
      float p = alpha * old[i];
      float q = rest * now[i];
      float error = (Math.abs(p) + Math.abs(q)) * RELATIVE + ABSOLUTE;
      float sum = p + q;
      least[i] = sum - error;
      most[i] = sum + error;
    }
  }

  private static void round(int[] least, int[] most, int[] rounded, int[] unsure) {
    for (int i = 0; i < PAIRS; i++) {
      int one = (least[i] + UNDER_HALF + ((least[i] >>> Short.SIZE) & 1)) >>> Short.SIZE;
      int other = (most[i] + UNDER_HALF + ((most[i] >>> Short.SIZE) & 1)) >>> Short.SIZE;
      rounded[i] = one;
      unsure[i] |= (one ^ other) | (((least[i] & MAGNITUDE) + TO_SIGN) >>> (Integer.SIZE - 1));
    }
  }

  private static void join(int[] low, int[] high, int[] pairs) {
    for (int i = 0; i < PAIRS; i++) {
      pairs[i] = low[i] | (high[i] << Short.SIZE);
    }
  }

  /** Computes as doubles what floats could not decide; false if it is not finite. */
  private boolean settle(double alpha) {
    boolean isFinite = true;
    for (int i = 0; i < PAIRS; i++) {
      if (unsure[i] != 0) {
        double first = mean(olds[i] << Short.SIZE, nows[i] << Short.SIZE, alpha);
        double second = mean(olds[i] & HIGH, nows[i] & HIGH, alpha);
        isFinite &= Double.isFinite(first) && Double.isFinite(second);
        bits[i] =
            Short.toUnsignedInt(Rounding.toBfloat16(first))
                | Rounding.toBfloat16(second) << Short.SIZE;
      }
    }
    return isFinite;
  }

  private static double mean(int old, int now, double alpha) {
    return alpha * Float.intBitsToFloat(old) + (1 - alpha) * Float.intBitsToFloat(now);
  }
}
