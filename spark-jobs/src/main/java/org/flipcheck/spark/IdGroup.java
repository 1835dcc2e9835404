package org.flipcheck.spark;

import org.apache.spark.sql.Row;

/** All rows of one id: of each table the first one, how many there were, and whether they agree. */
final class IdGroup {

  private final Row idRow;
  private final SideRows[] sides = new SideRows[TableSide.values().length];

  /** The rows of one table. */
  static final class SideRows {
    private final Row first;
    private long rows;
    private boolean conflicting;

    private SideRows(Row first) {
      this.first = first;
    }

    Row first() {
      return first;
    }

    long rows() {
      return rows;
    }

    boolean isConflicting() {
      return conflicting;
    }
  }

  IdGroup(Row idRow) {
    this.idRow = idRow;
  }

  Row idRow() {
    return idRow;
  }

  void add(Row row) {
    int side = row.getInt(NormalRow.SIDE);
    if (sides[side] == null) {
      sides[side] = new SideRows(row);
    }
    SideRows rows = sides[side];
    rows.rows++;
    rows.conflicting |= rows.first != row && !rows.first.equals(row);
  }

  /** Adds all rows of one table, which were compared before. */
  void add(Row first, long rows, boolean conflicting) {
    SideRows of = new SideRows(first);
    of.rows = rows;
    of.conflicting = conflicting;
    sides[first.getInt(NormalRow.SIDE)] = of;
  }

  /** The rows of one table, or null when it has none with this id. */
  SideRows of(TableSide side) {
    return sides[side.code()];
  }
}
