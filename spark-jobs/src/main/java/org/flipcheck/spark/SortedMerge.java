package org.flipcheck.spark;

import java.util.Arrays;

/**
 * Groups tables whose rows come sorted by id, as much of them as is there: a merge of up to three
 * sorted runs. Ids that may go on in rows still to come are left for the next time.
 */
final class SortedMerge extends IdGroups {

  private final SameRows sameRows;
  private final PackedRows[] sides = new PackedRows[SIDES];
  private final int[][] first = new int[SIDES][0];
  private final int[] at = new int[SIDES];
  private final int[] limit = new int[SIDES];
  private int groups;

  SortedMerge(boolean wholeNumberIds, SameRows sameRows) {
    this.sameRows = sameRows;
    Arrays.setAll(sides, unused -> new PackedRows(wholeNumberIds));
  }

  @Override
  int groups() {
    return groups;
  }

  @Override
  PackedRows rows(TableSide side) {
    return sides[side.code()];
  }

  @Override
  int row(TableSide side, int group) {
    return first[side.code()][group];
  }

  /** Forgets the groups and their rows; what was left for the next time moves to the front. */
  void dropGrouped() {
    for (int side = 0; side < SIDES; side++) {
      sides[side].dropFirst(at[side]);
      at[side] = 0;
    }
    groups = 0;
    forgetRepeats();
  }

  /**
   * Groups what is there.
   *
   * @param ended for each table, by its code, whether no more rows come; any other has a row
   */
  void group(boolean[] ended) {
    int open = leastOpen(ended);
    for (int side = 0; side < SIDES; side++) {
      limit[side] = open < 0 ? sides[side].n : rowsBefore(side, open);
    }
    int bound = limit[0] + limit[1] + limit[2];
    for (int side = 0; side < SIDES; side++) {
      if (first[side].length < bound) {
        first[side] = new int[bound];
      }
    }
    int side = least();
    while (side >= 0) {
      addGroup(side);
      side = least();
    }
  }

  /** Whether the rows of a table from one on follow in order. */
  boolean isSorted(int side, int from) {
    for (int row = Math.max(1, from); row < sides[side].n; row++) {
      if (compare(side, row - 1, side, row) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The table whose last id is the least of all that go on; negative where none does. */
  private int leastOpen(boolean[] ended) {
    int open = ABSENT;
    for (int side = 0; side < SIDES; side++) {
      if (!ended[side]
          && (open < 0 || compare(side, sides[side].n - 1, open, sides[open].n - 1) < 0)) {
        open = side;
      }
    }
    return open;
  }

  /** How many rows of a table have ids below another's last one. */
  private int rowsBefore(int side, int open) {
    int low = 0;
    int high = sides[side].n;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(side, middle, open, sides[open].n - 1) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The table that has the least id next; negative where none has any. */
  private int least() {
    int least = ABSENT;
    for (int side = 0; side < SIDES; side++) {
      if (at[side] < limit[side] && (least < 0 || compare(side, at[side], least, at[least]) < 0)) {
        least = side;
      }
    }
    return least;
  }

  private void addGroup(int least) {
    int of = at[least];
    for (int side = 0; side < SIDES; side++) {
      boolean there =
          at[side] < limit[side] && (side == least || compare(side, at[side], least, of) == 0);
      first[side][groups] = there ? at[side] : ABSENT;
      if (there) {
        takeRun(side);
      }
    }
    groups++;
  }

  private void takeRun(int side) {
    int head = at[side]++;
    while (at[side] < limit[side] && compare(side, head, side, at[side]) == 0) {
      boolean same =
          sides[side].sameValues(head, at[side]) || sameRows.test(sides[side], head, at[side]);
      addRepeat(side, groups, !same);
      at[side]++;
    }
  }

  private int compare(int sideA, int a, int sideB, int b) {
    PackedRows rowsA = sides[sideA];
    PackedRows rowsB = sides[sideB];
    return rowsA.wholeNumberIds
        ? Long.compare(rowsA.id[a], rowsB.id[b])
        : Arrays.compareUnsigned(
            rowsA.idBytes,
            rowsA.idStart(a),
            rowsA.idEnd[a],
            rowsB.idBytes,
            rowsB.idStart(b),
            rowsB.idEnd[b]);
  }
}
