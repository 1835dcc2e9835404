package org.flipcheck.spark;

/**
 * Counts by a key of two longs: an open-addressing table in which all of an entry lies together, so
 * that a count costs one visit to memory. An entry also carries a number that its first finder
 * gives it.
 */
final class KeyedCounts {

  private static final int FIRST_ENTRIES = 256;
  private static final int WIDTH = 4;
  private static final int N = 2;
  private static final int NOTE = 3;

  private long[] table;
  private int mask;
  private int size;

  KeyedCounts() {
    clear();
  }

  void clear() {
    table = new long[FIRST_ENTRIES * WIDTH];
    mask = FIRST_ENTRIES - 1;
    size = 0;
  }

  /** How many keys there are. */
  int size() {
    return size;
  }

  /**
   * Where the entry of a key lies until the next call. That of a new key has count 0, and must be
   * counted before the next call.
   */
  int find(long a, long b) {
    int at = place(a, b);
    if (table[at + N] != 0) {
      return at;
    }
    if (2 * size > mask) {
      grow();
      at = place(a, b);
    }
    size++;
    table[at] = a;
    table[at + 1] = b;
    return at;
  }

  private int place(long a, long b) {
    int slot = (int) IdHash.of(a * 0x9E3779B97F4A7C15L + b) & mask;
    int at = slot * WIDTH;
    while (table[at + N] != 0 && (table[at] != a || table[at + 1] != b)) {
      slot = (slot + 1) & mask;
      at = slot * WIDTH;
    }
    return at;
  }

  private void grow() {
    long[] before = table;
    table = new long[2 * before.length];
    mask = 2 * mask + 1;
    for (int from = 0; from < before.length; from += WIDTH) {
      if (before[from + N] != 0) {
        System.arraycopy(before, from, table, place(before[from], before[from + 1]), WIDTH);
      }
    }
  }

  void count(int entry) {
    table[entry + N]++;
  }

  long n(int entry) {
    return table[entry + N];
  }

  long note(int entry) {
    return table[entry + NOTE];
  }

  void setNote(int entry, long note) {
    table[entry + NOTE] = note;
  }

  long first(int entry) {
    return table[entry];
  }

  long second(int entry) {
    return table[entry + 1];
  }

  /** The next entry from a place on; negative behind the last one. */
  int next(int from) {
    for (int at = from; at < table.length; at += WIDTH) {
      if (table[at + N] != 0) {
        return at;
      }
    }
    return -1;
  }

  /** The place behind an entry. */
  int behind(int entry) {
    return entry + WIDTH;
  }
}
