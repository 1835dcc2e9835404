package org.flipcheck.spark;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sample of a set of ids, small enough to keep with every run: the {@link #SIZE} smallest of
 * their 64-bit hashes ("bottom-k" or "KMV" sketch; Z. Bar-Yossef et al., <i>Counting Distinct
 * Elements in a Data Stream</i>, RANDOM 2002). Two sketches take the same ids from what both sets
 * have, so common ids show as common hashes. The order in which hashes come, and how often each one
 * comes, change nothing. Not thread-safe.
 */
final class IdSketch {

  /** How many hashes are kept; a set of fewer ids is kept whole, and every figure is exact. */
  static final int SIZE = 1024;

  private static final double HASHES = 0x1p64;

  /** Holds candidates too, so that sorting out the smallest is seldom needed. */
  private final long[] hashes = new long[2 * SIZE];

  private int held;

  /** Nothing above it can be among the smallest. */
  private long threshold = Long.MAX_VALUE;

  /**
   * Adds an id.
   *
   * @param hash its hash, see {@link IdHash}
   */
  void add(long hash) {
    if (hash <= threshold) {
      keep(hash);
    }
  }

  private void keep(long hash) {
    hashes[held++] = hash;
    if (held == hashes.length) {
      settle();
    }
  }

  /** Leaves the smallest hashes, each once, sorted. */
  private void settle() {
    Arrays.sort(hashes, 0, held);
    int distinct = 0;
    for (int i = 0; i < held && distinct < SIZE; i++) {
      if (distinct == 0 || hashes[i] != hashes[distinct - 1]) {
        hashes[distinct++] = hashes[i];
      }
    }
    held = distinct;
    if (held == SIZE) {
      threshold = hashes[SIZE - 1];
    }
  }

  /**
   * Adds all ids of another set.
   *
   * @param other its sketch
   */
  void add(IdSketch other) {
    other.settle();
    for (int i = 0; i < other.held; i++) {
      add(other.hashes[i]);
    }
  }

  /**
   * How many ids the set has.
   *
   * @return exact below {@link #SIZE}; above it an estimate whose standard error is about 3%
   */
  double estimate() {
    settle();
    return held < SIZE ? held : (SIZE - 1) / rank(threshold);
  }

  /** The share of all hashes that are not above one. */
  private static double rank(long hash) {
    return ((double) hash - (double) Long.MIN_VALUE + 1) / HASHES;
  }

  /**
   * How many hashes two samples have in common. Every one of them is an id of both sets.
   *
   * @param other another set's sketch
   * @return 0 if none is known
   */
  int shared(IdSketch other) {
    settle();
    other.settle();
    int shared = 0;
    for (int mine = 0, theirs = 0; mine < held && theirs < other.held; ) {
      int order = Long.compare(hashes[mine], other.hashes[theirs]);
      shared += order == 0 ? 1 : 0;
      mine += order <= 0 ? 1 : 0;
      theirs += order >= 0 ? 1 : 0;
    }
    return shared;
  }

  /**
   * The share of the smaller set that the other has too, as far as the samples tell.
   *
   * @param other another set's sketch
   * @return an estimate from 0 to 1; exact where both sets are kept whole
   */
  double overlap(IdSketch other) {
    double smaller = Math.min(estimate(), other.estimate());
    int shared = shared(other);
    if (shared == 0) {
      return 0;
    }
    // Below both thresholds each sample is complete, so there the common part is known exactly.
    long common = Math.min(threshold, other.threshold);
    double both = common == Long.MAX_VALUE ? shared : shared / rank(common);
    return Math.min(1, both / smaller);
  }

  /**
   * The sketch as bytes: equal sets give equal bytes.
   *
   * @return eight bytes a hash, the smallest first, the highest byte first
   */
  byte[] toBytes() {
    settle();
    ByteBuffer bytes = ByteBuffer.allocate(held * Long.BYTES);
    bytes.asLongBuffer().put(hashes, 0, held);
    return bytes.array();
  }

  /**
   * Reads {@link #toBytes()} back.
   *
   * @throws IllegalArgumentException if the bytes are no sketch
   */
  static IdSketch fromBytes(byte[] bytes) {
    if (bytes.length % Long.BYTES != 0 || bytes.length > SIZE * Long.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes are not a sketch of up to %d hashes".formatted(bytes.length, SIZE));
    }
    IdSketch sketch = new IdSketch();
    sketch.held = bytes.length / Long.BYTES;
    ByteBuffer.wrap(bytes).asLongBuffer().get(sketch.hashes, 0, sketch.held);
    for (int i = 1; i < sketch.held; i++) {
      if (sketch.hashes[i - 1] >= sketch.hashes[i]) {
        throw new IllegalArgumentException("the hashes of a sketch must rise");
      }
    }
    sketch.settle();
    return sketch;
  }
}
