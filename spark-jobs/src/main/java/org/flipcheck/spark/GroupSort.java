package org.flipcheck.spark;

/** Brings pairs of one group together. */
final class GroupSort {

  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 3;
  private static final int MASK = (1 << (DIGIT_BITS * DIGITS)) - 1;

  private GroupSort() {}

  /**
   * Sorts two columns by the first, in an order of no meaning in which equal values stand together:
   * by 24 bits, digit by digit, and then by hand where two hashes share these.
   *
   * @param groups hashes
   * @param pairs what goes with them
   * @param n how many there are
   */
  static void sort(long[] groups, long[] pairs, int n) {
    long[] fromGroups = groups;
    long[] fromPairs = pairs;
    long[] toGroups = new long[n];
    long[] toPairs = new long[n];
    for (int digit = 0; digit < DIGITS; digit++) {
      pass(fromGroups, fromPairs, toGroups, toPairs, n, digit * DIGIT_BITS);
      long[] swapGroups = fromGroups;
      long[] swapPairs = fromPairs;
      fromGroups = toGroups;
      fromPairs = toPairs;
      toGroups = swapGroups;
      toPairs = swapPairs;
    }
    System.arraycopy(fromGroups, 0, groups, 0, n);
    System.arraycopy(fromPairs, 0, pairs, 0, n);
    settle(groups, pairs, n);
  }

  private static void pass(
      long[] fromGroups, long[] fromPairs, long[] toGroups, long[] toPairs, int n, int shift) {
    int[] places = new int[(1 << DIGIT_BITS) + 1];
    int mask = (1 << DIGIT_BITS) - 1;
    for (int i = 0; i < n; i++) {
      places[((int) (fromGroups[i] >>> shift) & mask) + 1]++;
    }
    for (int digit = 0; digit < mask; digit++) {
      places[digit + 1] += places[digit];
    }
    for (int i = 0; i < n; i++) {
      int place = places[(int) (fromGroups[i] >>> shift) & mask]++;
      toGroups[place] = fromGroups[i];
      toPairs[place] = fromPairs[i];
    }
  }

  /** Insertion: hardly any two different hashes have the 24 bits in common. */
  private static void settle(long[] groups, long[] pairs, int n) {
    for (int i = 1; i < n; i++) {
      long group = groups[i];
      long pair = pairs[i];
      int at = i;
      while (at > 0 && (groups[at - 1] & MASK) == (group & MASK) && groups[at - 1] > group) {
        groups[at] = groups[at - 1];
        pairs[at] = pairs[at - 1];
        at--;
      }
      groups[at] = group;
      pairs[at] = pair;
    }
  }
}
