package org.flipcheck.train.fit;

import java.util.Random;
import java.util.stream.IntStream;

/** Fisher and Yates, written out: the order then depends on java.util.Random's contract alone. */
final class Shuffle {

  private Shuffle() {}

  /** The numbers from 0 to {@code size} - 1 in an order that the seed decides. */
  static int[] order(int size, long seed) {
    Random random = new Random(seed);
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
    return order;
  }
}
