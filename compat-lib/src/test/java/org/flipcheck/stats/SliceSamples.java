package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.flipcheck.stats.SliceCells.Half;

/** Made examples of ten columns with six values each: 27,600 slices of up to three columns. */
final class SliceSamples {

  static final int COLUMNS = 10;
  static final int VALUES = 6;

  /** The share of examples in the planted slice, and what it is. */
  static final double SHARE = 0.005;

  static final int[] COLUMN_OF_PLANTED = {1, 4, 7};
  static final int[] VALUE_OF_PLANTED = {2, 0, 5};

  private SliceSamples() {}

  static List<String> columns() {
    return IntStream.range(0, COLUMNS).mapToObj(i -> "c" + i).toList();
  }

  /**
   * Draws examples.
   *
   * @param rate share of negative flips everywhere else
   * @param plantedRate share of them in the slice
   */
  static SliceCells draw(long seed, int examples, double rate, double plantedRate) {
    SplittableRandom random = new SplittableRandom(seed);
    SliceCells.Builder cells = SliceCells.builder(columns());
    for (int i = 0; i < examples; i++) {
      int[] codes = new int[COLUMNS];
      boolean planted = random.nextDouble() < SHARE;
      do {
        for (int column = 0; column < COLUMNS; column++) {
          codes[column] = random.nextInt(VALUES);
        }
      } while (!planted && isPlanted(codes));
      for (int at = 0; planted && at < 3; at++) {
        codes[COLUMN_OF_PLANTED[at]] = VALUE_OF_PLANTED[at];
      }
      boolean flips = random.nextDouble() < (planted ? plantedRate : rate);
      cells.add(named(codes), Half.of(random.nextLong()), 1, flips ? 1 : 0);
    }
    return cells.build();
  }

  private static boolean isPlanted(int[] codes) {
    return IntStream.range(0, 3)
        .allMatch(at -> codes[COLUMN_OF_PLANTED[at]] == VALUE_OF_PLANTED[at]);
  }

  private static List<String> named(int[] codes) {
    List<String> values = new ArrayList<>();
    for (int code : codes) {
      values.add(code == VALUES - 1 ? null : "v" + code);
    }
    return values;
  }
}
