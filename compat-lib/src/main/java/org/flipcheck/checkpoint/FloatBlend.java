package org.flipcheck.checkpoint;

import java.nio.ByteBuffer;

/**
 * BCWI of float32 in one loop a block, the same numbers as {@link RealCodec#decode}, {@link
 * Blend#linear} and {@link RealCodec#encode} give: nearly all interpolations are this and nothing
 * else. For one thread.
 */
final class FloatBlend {

  /** The bits of a float's infinity; those of a NaN are above. */
  private static final int INFINITY = 0x7f800000;

  private final float[] olds;
  private final float[] nows;

  /**
   * Room for blocks.
   *
   * @param block the most elements of one
   */
  FloatBlend(int block) {
    olds = new float[block];
    nows = new float[block];
  }

  /**
   * Mixes a block.
   *
   * @param old the old model's elements, little-endian, at the position of the buffer
   * @param now the new model's, which the result replaces
   * @return whether all results, and so all inputs, are finite
   */
  boolean mix(ByteBuffer old, ByteBuffer now, int count, double alpha) {
    old.asFloatBuffer().get(olds, 0, count);
    now.asFloatBuffer().get(nows, 0, count);
    double rest = 1 - alpha;
    int largest = 0;
    for (int i = 0; i < count; i++) {
      float mixed = (float) (alpha * olds[i] + rest * nows[i]);
      nows[i] = mixed;
      largest = Math.max(largest, Float.floatToRawIntBits(mixed) & Integer.MAX_VALUE);
    }
    now.asFloatBuffer().put(nows, 0, count);
    return largest < INFINITY;
  }
}
