package org.flipcheck.spark;

import java.util.Arrays;
import org.apache.arrow.vector.VarCharVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The different values of a text column, numbered in the order in which they are first met: an
 * open-addressing table over one array of bytes.
 */
final class TextDictionary {

  private static final int FREE = -1;

  private byte[] pool = new byte[1024];
  private int[] end = new int[64];
  private int[] hashes = new int[64];
  private int[] slots = new int[256];
  private int size;

  TextDictionary() {
    Arrays.fill(slots, FREE);
  }

  int size() {
    return size;
  }

  /** Bytes of all values. */
  int bytes() {
    return size == 0 ? 0 : end[size - 1];
  }

  /** The number of a value, which is entered if it is new. */
  int code(UTF8String text) {
    Object base = text.getBaseObject();
    long offset = text.getBaseOffset();
    int length = text.numBytes();
    int hash = text.hashCode();
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != FREE) {
      int code = slots[slot];
      int start = start(code);
      if (hashes[code] == hash
          && end[code] - start == length
          && ByteArrayMethods.arrayEquals(
              base, offset, pool, Platform.BYTE_ARRAY_OFFSET + start, length)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size;
    append(base, offset, length, hash);
    return size - 1;
  }

  private int start(int code) {
    return code == 0 ? 0 : end[code - 1];
  }

  private void append(Object base, long offset, int length, int hash) {
    int start = bytes();
    if (start + length > pool.length) {
      pool = Arrays.copyOf(pool, Math.max(start + length, pool.length * 2));
    }
    Platform.copyMemory(base, offset, pool, Platform.BYTE_ARRAY_OFFSET + start, length);
    if (size == end.length) {
      end = Arrays.copyOf(end, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    end[size] = start + length;
    hashes[size] = hash;
    size++;
    if (size * 2 > slots.length) {
      grow();
    }
  }

  private void grow() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, FREE);
    int mask = slots.length - 1;
    for (int code = 0; code < size; code++) {
      int slot = hashes[code] & mask;
      while (slots[slot] != FREE) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = code;
    }
  }

  /** Puts a value into a vector. */
  void copyTo(int code, VarCharVector vector, int row) {
    vector.setSafe(row, pool, start(code), end[code] - start(code));
  }

  /** Puts all values into a vector, in the order of their numbers. */
  void copyTo(VarCharVector vector) {
    vector.allocateNew(bytes(), size);
    for (int code = 0; code < size; code++) {
      copyTo(code, vector, code);
    }
    vector.setValueCount(size);
  }
}
