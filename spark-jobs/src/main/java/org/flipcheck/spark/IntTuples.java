package org.flipcheck.spark;

import java.util.Arrays;

/** Numbers tuples of ints in the order they first come: an open-addressing table of flat keys. */
final class IntTuples {

  private static final int FIRST_SLOTS = 256;

  private final int width;
  private int[] keys;
  private int[] slots;
  private int size;

  /**
   * An empty table.
   *
   * @param width ints of a tuple, ≥ 0
   */
  IntTuples(int width) {
    this.width = width;
    clear();
  }

  void clear() {
    keys = new int[FIRST_SLOTS / 2 * width];
    slots = new int[FIRST_SLOTS];
    size = 0;
  }

  int size() {
    return size;
  }

  /** One int of a tuple. */
  int get(int tuple, int i) {
    return keys[tuple * width + i];
  }

  /** The number of a tuple, a new one where it has none; the array is read, not kept. */
  int numberOf(int[] key) {
    int slot = hash(key) & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (isAt(number, key)) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return add(key);
  }

  private boolean isAt(int number, int[] key) {
    int at = number * width;
    for (int i = 0; i < width; i++) {
      if (keys[at + i] != key[i]) {
        return false;
      }
    }
    return true;
  }

  private int hash(int[] key) {
    int h = 0;
    for (int i = 0; i < width; i++) {
      h = (h + key[i]) * 0x9E3779B1;
      h ^= h >>> 15;
    }
    return h;
  }

  private int add(int[] key) {
    if ((size + 1) * width > keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
    }
    System.arraycopy(key, 0, keys, size * width, width);
    size++;
    if (2 * size > slots.length) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    int[] key = new int[width];
    for (int number = 0; number < size; number++) {
      System.arraycopy(keys, number * width, key, 0, width);
      int slot = hash(key) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }
}
