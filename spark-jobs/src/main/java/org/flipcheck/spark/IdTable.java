package org.flipcheck.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of one bucket, grouped by id: an open-addressing table. Of each table and id the first
 * row is kept; further ones are compared with it, counted and dropped, so that memory follows the
 * number of different ids.
 */
final class IdTable {

  private static final int ABSENT = -1;
  private static final int FIRST_SLOTS = 1024;
  private static final int SIDES = TableSide.values().length;

  private final PackedRows[] sides = new PackedRows[SIDES];
  private final SameRows sameRows;
  private final int[][] first = new int[SIDES][];
  private final Map<Long, Repeats> repeats = new HashMap<>();
  private int[] slots = new int[FIRST_SLOTS];
  private int[] tags = new int[0];
  private long[] wholeNumbers = new long[0];
  private byte[] home = new byte[0];
  private int groups;

  /** Whether two rows of one table that differ as they are packed are the same all the same. */
  interface SameRows {
    boolean test(PackedRows rows, int a, int b);
  }

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

  IdTable(boolean wholeNumberIds, SameRows sameRows) {
    this.sameRows = sameRows;
    for (int side = 0; side < SIDES; side++) {
      sides[side] = new PackedRows(wholeNumberIds);
      first[side] = new int[0];
    }
  }

  void clear() {
    groups = 0;
    repeats.clear();
    Arrays.fill(slots, 0);
    for (PackedRows rows : sides) {
      rows.clear();
    }
  }

  int groups() {
    return groups;
  }

  PackedRows rows(TableSide side) {
    return sides[side.code()];
  }

  /** The row of a group in a table; negative where the table has none. */
  int row(TableSide side, int group) {
    return first[side.code()][group];
  }

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

  private static long key(int side, int group) {
    return ((long) group << 2) | side;
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
    int group = find(side, rows, row, hash);
    if (first[side][group] != ABSENT) {
      Repeats more = repeats.computeIfAbsent(key(side, group), unused -> new Repeats());
      more.surplus++;
      int kept = first[side][group];
      more.conflicting |= !rows.sameValues(kept, row) && !sameRows.test(rows, kept, row);
      return false;
    }
    rows.move(row, place);
    first[side][group] = place;
    return true;
  }

  private int find(int side, PackedRows rows, int row, long hash) {
    int slot = (int) hash & (slots.length - 1);
    int tag = (int) (hash >>> 32);
    while (slots[slot] != 0) {
      int group = slots[slot] - 1;
      if (tags[group] == tag && hasId(group, rows, row)) {
        return group;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = groups + 1;
    return newGroup(side, rows, row, hash);
  }

  private boolean hasId(int group, PackedRows rows, int row) {
    if (rows.wholeNumberIds) {
      return wholeNumbers[group] == rows.id[row];
    }
    PackedRows other = sides[home[group]];
    int at = first[home[group]][group];
    int start = other.idStart(at);
    int mine = rows.idStart(row);
    return Arrays.equals(
        other.idBytes, start, other.idEnd[at], rows.idBytes, mine, rows.idEnd[row]);
  }

  private int newGroup(int side, PackedRows rows, int row, long hash) {
    int group = groups++;
    if (group == tags.length) {
      int room = Math.max(FIRST_SLOTS, 2 * group);
      tags = Arrays.copyOf(tags, room);
      home = Arrays.copyOf(home, room);
      wholeNumbers = Arrays.copyOf(wholeNumbers, rows.wholeNumberIds ? room : 0);
      for (int i = 0; i < SIDES; i++) {
        first[i] = Arrays.copyOf(first[i], room);
      }
    }
    tags[group] = (int) (hash >>> 32);
    home[group] = (byte) side;
    for (int i = 0; i < SIDES; i++) {
      first[i][group] = ABSENT;
    }
    if (rows.wholeNumberIds) {
      wholeNumbers[group] = rows.id[row];
    }
    if (2 * groups > slots.length) {
      grow(rows.wholeNumberIds, hash);
    }
    return group;
  }

  /** Doubles the slots. The newest group has no row of its own yet; its hash is given. */
  private void grow(boolean wholeNumberIds, long newest) {
    slots = new int[2 * slots.length];
    for (int group = 0; group < groups; group++) {
      long hash;
      if (group == groups - 1) {
        hash = newest;
      } else if (wholeNumberIds) {
        hash = IdHash.of(wholeNumbers[group]);
      } else {
        hash = IdReader.hash(sides[home[group]], first[home[group]][group]);
      }
      int slot = (int) hash & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = group + 1;
    }
  }
}
