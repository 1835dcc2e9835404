package org.flipcheck.stats;

import java.util.Arrays;

/** The counts of the crosses of two columns, added in ascending order and found by their codes. */
final class PairCounts {

  private final long secondValues;
  private long[] keys = new long[16];
  private long[] found = new long[16];
  private long[] flips = new long[16];
  private long[] examples = new long[16];
  private int size;

  /** None yet; the second column has so many values. */
  PairCounts(int secondValues) {
    this.secondValues = secondValues;
  }

  void add(int first, int second, long foundHere, long flipsHere, long examplesHere) {
    if (size == keys.length) {
      int capacity = Math.multiplyExact(2, size);
      keys = Arrays.copyOf(keys, capacity);
      found = Arrays.copyOf(found, capacity);
      flips = Arrays.copyOf(flips, capacity);
      examples = Arrays.copyOf(examples, capacity);
    }
    keys[size] = first * secondValues + second;
    found[size] = foundHere;
    flips[size] = flipsHere;
    examples[size] = examplesHere;
    size++;
  }

  /** Where a cross is; it must have been added. */
  int find(int first, int second) {
    return Arrays.binarySearch(keys, 0, size, first * secondValues + second);
  }

  long examples(int at) {
    return examples[at];
  }

  SliceCounts counts(int at) {
    return new SliceCounts(found[at], flips[at]);
  }
}
