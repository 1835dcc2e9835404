package org.flipcheck.spark;

import java.util.HashMap;
import java.util.Map;

/**
 * Rows of the three tables, grouped by id. Of each table and id the first row stands for all; what
 * is known of further ones are their number and whether they differ.
 */
abstract class IdGroups {

  static final int SIDES = TableSide.values().length;
  static final int ABSENT = -1;

  private final Map<Long, Repeats> repeats = new HashMap<>();

  /** Further rows of one id in one table. */
  static final class Repeats {
    private long surplus;
    private boolean conflicting;

    long surplus() {
      return surplus;
    }

    boolean conflicting() {
      return conflicting;
    }
  }

  /** Whether two rows of one table that differ as they are packed are the same all the same. */
  interface SameRows {
    boolean test(PackedRows rows, int a, int b);
  }

  abstract int groups();

  abstract PackedRows rows(TableSide side);

  /** The row of a group in a table; negative where the table has none. */
  abstract int row(TableSide side, int group);

  /** The further rows of a group in a table; null without any. */
  Repeats repeats(TableSide side, int group) {
    return repeats.isEmpty() ? null : repeats.get(key(side.code(), group));
  }

  boolean hasRepeats(int group) {
    if (repeats.isEmpty()) {
      return false;
    }
    for (int side = 0; side < SIDES; side++) {
      if (repeats.containsKey(key(side, group))) {
        return true;
      }
    }
    return false;
  }

  /** Notes one more row of a group in a table. */
  void addRepeat(int side, int group, boolean differs) {
    Repeats more = repeats.computeIfAbsent(key(side, group), unused -> new Repeats());
    more.surplus++;
    more.conflicting |= differs;
  }

  void forgetRepeats() {
    repeats.clear();
  }

  private static long key(int side, int group) {
    return ((long) group << 2) | side;
  }
}
