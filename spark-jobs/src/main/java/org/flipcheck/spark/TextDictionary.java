package org.flipcheck.spark;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VarCharVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The different values of a text column, numbered in the order in which they are first met: an
 * open-addressing table over one array of bytes.
 */
final class TextDictionary {

  /** No number. */
  static final int NONE = -1;

  private byte[] pool = new byte[1024];
  private int[] end = new int[64];
  private int[] hashes = new int[64];
  private int[] slots = new int[256];
  private int size;

  TextDictionary() {
    Arrays.fill(slots, NONE);
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
    int hash = text.hashCode();
    int slot = slot(text, hash);
    if (slots[slot] != NONE) {
      return slots[slot];
    }
    slots[slot] = size;
    append(text, hash);
    return size - 1;
  }

  /** The number of a value, or {@link #NONE}. */
  int find(UTF8String text) {
    return slots[slot(text, text.hashCode())];
  }

  /** Where a value is, or may be put. */
  private int slot(UTF8String text, int hash) {
    Object base = text.getBaseObject();
    long offset = text.getBaseOffset();
    int length = text.numBytes();
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != NONE) {
      int code = slots[slot];
      int start = start(code);
      if (hashes[code] == hash
          && end[code] - start == length
          && ByteArrayMethods.arrayEquals(
              base, offset, pool, Platform.BYTE_ARRAY_OFFSET + start, length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int start(int code) {
    return code == 0 ? 0 : end[code - 1];
  }

  private void append(UTF8String text, int hash) {
    int start = bytes();
    int length = text.numBytes();
    if (start + length > pool.length) {
      pool = Arrays.copyOf(pool, Math.max(start + length, pool.length * 2));
    }
    text.writeToMemory(pool, Platform.BYTE_ARRAY_OFFSET + start);
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
    Arrays.fill(slots, NONE);
    int mask = slots.length - 1;
    for (int code = 0; code < size; code++) {
      int slot = hashes[code] & mask;
      while (slots[slot] != NONE) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = code;
    }
  }

  /** A value by its number; good until another one is entered. */
  UTF8String text(int code) {
    return UTF8String.fromBytes(pool, start(code), end[code] - start(code));
  }

  /** The numbers of all values in the order of the values' bytes. */
  int[] sorted() {
    return IntStream.range(0, size)
        .boxed()
        .sorted((a, b) -> text(a).binaryCompare(text(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Puts a value into a vector. */
  void copyTo(int code, VarCharVector vector, int row) {
    vector.setSafe(row, pool, start(code), end[code] - start(code));
  }
}
