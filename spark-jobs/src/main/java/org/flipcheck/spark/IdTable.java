package org.flipcheck.spark;

import java.util.Arrays;

/**
 * The rows of one bucket, grouped by id: an open-addressing table. Of each table and id the first
 * row is kept; further ones are compared with it, counted and dropped, so that memory follows the
 * number of different ids.
 */
final class IdTable extends IdGroups {

  private static final int FIRST_SLOTS = 1024;
  private static final int MOST_KEPT_SLOTS = 1 << 16;

  private final PackedRows[] sides = new PackedRows[SIDES];
  private final SameRows sameRows;
  private final int[][] first = new int[SIDES][];

  /** The group of each slot, from 1 on; 0 where it is free. */
  private int[] slots = new int[FIRST_SLOTS];

  /** The key of each slot: the id where it is a whole number, its hash elsewhere. */
  private long[] keys = new long[FIRST_SLOTS];

  private int mask = FIRST_SLOTS - 1;
  private int groups;

  IdTable(boolean wholeNumberIds, SameRows sameRows) {
    this.sameRows = sameRows;
    for (int side = 0; side < SIDES; side++) {
      sides[side] = new PackedRows(wholeNumberIds);
      first[side] = new int[0];
    }
  }

  /** Forgets all groups, and stands for other rows from now on: one set for each table. */
  void use(PackedRows[] rows) {
    forget();
    System.arraycopy(rows, 0, sides, 0, SIDES);
  }

  private void forget() {
    groups = 0;
    forgetRepeats();
    if (mask >= MOST_KEPT_SLOTS) {
      slots = new int[FIRST_SLOTS];
      keys = new long[FIRST_SLOTS];
      mask = FIRST_SLOTS - 1;
    } else {
      Arrays.fill(slots, 0);
    }
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

  /**
   * Groups the rows of a table from one on; those behind it have just been read.
   *
   * @param part of {@code parts} parts of the bucket, the one to keep; other rows are dropped
   */
  void group(TableSide side, int from, int part, int parts) {
    PackedRows rows = sides[side.code()];
    int kept = from;
    for (int row = from; row < rows.n; row++) {
      long hash = IdReader.hash(rows, row);
      if (parts > 1 && Long.remainderUnsigned(hash >>> 8, parts) != part) {
        continue;
      }
      if (keep(side.code(), rows, row, kept, hash)) {
        kept++;
      }
    }
    rows.n = kept;
  }

  /** Files a row under its id; false where the table had one already. */
  private boolean keep(int side, PackedRows rows, int row, int place, long hash) {
    int group = find(rows, row, hash);
    if (first[side][group] != ABSENT) {
      int kept = first[side][group];
      boolean same = rows.sameValues(kept, row) || sameRows.test(rows, kept, row);
      addRepeat(side, group, !same);
      return false;
    }
    rows.move(row, place);
    first[side][group] = place;
    return true;
  }

  private int find(PackedRows rows, int row, long hash) {
    long key = rows.wholeNumberIds ? rows.id[row] : hash;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if (keys[slot] == key && (rows.wholeNumberIds || hasId(slots[slot] - 1, rows, row))) {
        return slots[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = groups + 1;
    keys[slot] = key;
    int group = newGroup();
    if (2 * groups > mask) {
      grow(rows.wholeNumberIds);
    }
    return group;
  }

  private boolean hasId(int group, PackedRows rows, int row) {
    int side = 0;
    while (first[side][group] == ABSENT) {
      side++;
    }
    PackedRows other = sides[side];
    int at = first[side][group];
    return Arrays.equals(
        other.idBytes,
        other.idStart(at),
        other.idEnd[at],
        rows.idBytes,
        rows.idStart(row),
        rows.idEnd[row]);
  }

  private int newGroup() {
    int group = groups++;
    if (group == first[0].length) {
      for (int side = 0; side < SIDES; side++) {
        first[side] = Arrays.copyOf(first[side], Math.max(FIRST_SLOTS, 2 * group));
      }
    }
    for (int side = 0; side < SIDES; side++) {
      first[side][group] = ABSENT;
    }
    return group;
  }

  private void grow(boolean wholeNumberIds) {
    int[] oldSlots = slots;
    long[] oldKeys = keys;
    int before = mask + 1;
    mask = 2 * before - 1;
    slots = new int[mask + 1];
    keys = new long[mask + 1];
    for (int from = 0; from < before; from++) {
      if (oldSlots[from] != 0) {
        long key = oldKeys[from];
        int slot = (int) (wholeNumberIds ? IdHash.of(key) : key) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = oldSlots[from];
        keys[slot] = key;
      }
    }
  }
}
