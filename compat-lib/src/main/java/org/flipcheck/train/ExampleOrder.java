package org.flipcheck.train;

import java.util.Random;
import java.util.stream.IntStream;

/** Random orders of examples. */
public final class ExampleOrder {

  private ExampleOrder() {}

  /**
   * A random order, by Fisher and Yates, written out: it then depends on java.util.Random's
   * contract alone, and no version of Java gives another.
   *
   * @param size how many examples there are, at least 0
   * @param random where the order comes from; the next call with it gives another
   * @return the numbers from 0 to {@code size} - 1, each once
   */
  public static int[] shuffled(int size, Random random) {
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
