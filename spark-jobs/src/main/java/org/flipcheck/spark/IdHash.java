package org.flipcheck.spark;

import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.flipcheck.stats.SliceCells;

/**
 * The one 64-bit hash of an example's id. It sends rows to buckets and finds candidates; whether
 * two ids are the same is always decided by comparing them.
 */
final class IdHash {

  private static final long SEED = 42;

  private IdHash() {}

  /** The hash of a whole number: MurmurHash3's 64-bit finalizer, a bijection. */
  static long of(long id) {
    long h = id;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /**
   * The hash of any other id: XXH64 of its bytes. One text is its UTF-8; several columns are their
   * texts one after the other, each behind its length in four bytes, numbers in plain decimal.
   */
  static long of(byte[] bytes, int offset, int length) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET + offset, length, SEED);
  }

  /** The same of one text. */
  static long of(UTF8String text) {
    return XXH64.hashUnsafeBytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), SEED);
  }

  /** Whether an id lies in the half on which slices that were found are confirmed. */
  static boolean confirms(long hash) {
    return SliceCells.Half.of(hash) == SliceCells.Half.CONFIRM;
  }

  /** Which of some partitions an id belongs to; what lies in a store depends on it. */
  static int partition(long hash, int partitions) {
    return (int) Long.remainderUnsigned(hash >>> 16, partitions);
  }
}
