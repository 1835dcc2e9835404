package org.flipcheck.spark;

import java.io.Serializable;

/**
 * How ids are spread: over buckets, each small enough for a hash table that stays near the
 * processor, and with them over the partitions of the shuffle.
 *
 * @param count buckets, a multiple of {@code partitions}
 * @param partitions tasks of the stage that pairs
 */
record Buckets(int count, int partitions) implements Serializable {

  private static final long BYTES_OF_A_BUCKET = 2L << 20;
  private static final int MOST = 1024;

  /** Spreads tables of so many bytes over so many partitions. */
  static Buckets of(long bytes, int partitions) {
    long wanted = Math.min(MOST, Math.max(1, bytes / BYTES_OF_A_BUCKET));
    int perPartition = (int) Math.max(1, wanted / partitions);
    return new Buckets(partitions * perPartition, partitions);
  }

  int of(long hash) {
    return (int) (((hash >>> 32) * count) >>> 32);
  }

  int partition(int bucket) {
    return bucket % partitions;
  }
}
