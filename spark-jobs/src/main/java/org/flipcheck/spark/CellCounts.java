package org.flipcheck.spark;

import java.util.Arrays;
import java.util.Map;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipOutcome;

/** The counts of plain pairs by cell: an outcome with the joint values of the slice columns. */
final class CellCounts {

  private static final int OUTCOMES = FlipOutcome.values().length;
  private static final int KNOWN_STATES = 3;
  private static final int PER_HALF = OUTCOMES * KNOWN_STATES;

  /** Not told, or one of both. */
  private static final int HALVES = 3;

  private static final int MOST = 1 << 19;

  private final PairColumns columns;
  private final TableSide onlyOwner;

  private final IntTuples joint = new IntTuples(TableSide.values().length);
  private final int[] key = new int[TableSide.values().length];
  private final long[][] cellN = new long[HALVES * PER_HALF][0];
  private final CellSums[][] cellSums = new CellSums[HALVES * PER_HALF][0];
  private int cells;

  CellCounts(PairColumns columns) {
    this.columns = columns;
    this.onlyOwner = columns.onlySliceOwner();
  }

  /** An outcome, and whether the old model knows the label (null where not asked), as one code. */
  static int cell(FlipOutcome outcome, Boolean known) {
    return outcome.code() + OUTCOMES * (known == null ? 0 : known ? 2 : 1);
  }

  /** The same cell among the ids of one half. */
  static int inHalf(int cell, boolean confirms) {
    return cell + PER_HALF * (confirms ? 2 : 1);
  }

  static FlipOutcome outcomeOf(int cell) {
    return FlipOutcome.ofCode(cell % OUTCOMES);
  }

  static Boolean knownOf(int cell) {
    return flag(cell / OUTCOMES % KNOWN_STATES);
  }

  private static Boolean confirmsOf(int cell) {
    return flag(cell / PER_HALF);
  }

  private static Boolean flag(int code) {
    return code == 0 ? null : Boolean.valueOf(code == 2);
  }

  /**
   * Counts a graded pair in its cell; a number that is not there is NaN.
   *
   * @return the number of the joint values of its slice columns, until the next drain
   */
  int count(int cell, int ofLabels, int ofOld, int ofNew, double scoreDelta, double weight) {
    int tuple = tuple(ofLabels, ofOld, ofNew);
    if (tuple >= cellN[cell].length) {
      int room = Math.max(tuple + 1, 2 * cellN[cell].length);
      cellN[cell] = Arrays.copyOf(cellN[cell], room);
      cellSums[cell] = Arrays.copyOf(cellSums[cell], room);
    }
    if (cellN[cell][tuple]++ == 0) {
      cells++;
    }
    if (!Double.isNaN(scoreDelta) || !Double.isNaN(weight)) {
      if (cellSums[cell][tuple] == null) {
        cellSums[cell][tuple] = new CellSums();
      }
      cellSums[cell][tuple].addPair(scoreDelta, weight);
    }
    return tuple;
  }

  /** The slice values of a number that {@link #count} gave, as codes. */
  int[] slices(int tuple) {
    return columns.slices(
        inTuple(tuple, TableSide.LABELS),
        inTuple(tuple, TableSide.OLD),
        inTuple(tuple, TableSide.NEW));
  }

  /** The joint values of all slice columns: nearly always they are all one table's. */
  private int tuple(int ofLabels, int ofOld, int ofNew) {
    if (onlyOwner != null) {
      return switch (onlyOwner) {
        case LABELS -> ofLabels;
        case OLD -> ofOld;
        case NEW -> ofNew;
      };
    }
    key[TableSide.LABELS.code()] = columns.uses(TableSide.LABELS) ? ofLabels : Codes.NONE;
    key[TableSide.OLD.code()] = columns.uses(TableSide.OLD) ? ofOld : Codes.NONE;
    key[TableSide.NEW.code()] = columns.uses(TableSide.NEW) ? ofNew : Codes.NONE;
    return joint.numberOf(key);
  }

  private int inTuple(int tuple, TableSide side) {
    return onlyOwner == null ? joint.get(tuple, side.code()) : tuple;
  }

  /** Whether so much was counted that it should be given away. */
  boolean isLarge() {
    return cells > MOST;
  }

  /** Gives away what was counted, and starts anew. */
  void drain(CountShards into) {
    for (int cell = 0; cell < cellN.length; cell++) {
      for (int tuple = 0; tuple < cellN[cell].length; tuple++) {
        if (cellN[cell][tuple] > 0) {
          drainCell(into, cell, tuple);
        }
      }
      cellN[cell] = new long[0];
      cellSums[cell] = new CellSums[0];
    }
    joint.clear();
    cells = 0;
  }

  private void drainCell(CountShards into, int cell, int tuple) {
    CellSums sums = cellSums[cell][tuple];
    into.addCell(
        outcomeOf(cell),
        knownOf(cell),
        confirmsOf(cell),
        slices(tuple),
        sums == null ? new CellSums(cellN[cell][tuple], 0, 0, Map.of()) : sums);
  }
}
