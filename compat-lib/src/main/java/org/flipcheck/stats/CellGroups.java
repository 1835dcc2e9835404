package org.flipcheck.stats;

import java.util.Arrays;
import org.flipcheck.stats.SliceCells.Half;

/**
 * Groups cells by their code in one column: counts them, and puts them in the order of the codes.
 * Costs in proportion to the cells grouped, however many codes there are.
 */
final class CellGroups {

  /** Counts lie side by side, so that a cell costs one look at memory. */
  private static final int STRIDE = 4;

  private static final int FOUND = 0;
  private static final int FLIPS = 1;
  private static final int EXAMPLES = 2;
  private static final int CELLS = 3;

  private int[] codes;
  private long[] ofCells;
  private final long[] sums;
  private final int[] starts;
  private int[] touched = new int[16];
  private int groups;
  private int[] partitioned = new int[0];

  /** Groups by a column with so many codes; {@link #look} says of which cells. */
  CellGroups(int distinct) {
    this.sums = new long[STRIDE * distinct];
    this.starts = new int[distinct];
  }

  /**
   * The cells that are grouped from now on.
   *
   * @param codesOfCells each cell's code
   * @param countsOfCells the counts of the cells, as {@link #counts(SliceCells)} gives them
   */
  void look(int[] codesOfCells, long[] countsOfCells) {
    codes = codesOfCells;
    ofCells = countsOfCells;
  }

  /** The counts of all cells, in the form that groups add them up. */
  static long[] counts(SliceCells cells) {
    long[] found = cells.examples(Half.DISCOVER);
    long[] flips = cells.negativeFlips(Half.DISCOVER);
    long[] others = cells.examples(Half.CONFIRM);
    long[] counts = new long[Math.multiplyExact(STRIDE, cells.size())];
    for (int cell = 0; cell < cells.size(); cell++) {
      int at = STRIDE * cell;
      counts[at + FOUND] = found[cell];
      counts[at + FLIPS] = flips[cell];
      counts[at + EXAMPLES] = Math.addExact(found[cell], others[cell]);
      counts[at + CELLS] = 1;
    }
    return counts;
  }

  /** Counts of cells in another order. */
  static long[] inOrder(long[] counts, int[] order) {
    long[] ordered = new long[counts.length];
    for (int place = 0; place < order.length; place++) {
      System.arraycopy(counts, STRIDE * order[place], ordered, STRIDE * place, STRIDE);
    }
    return ordered;
  }

  /** Counts a range of cells, and forgets what was counted before. */
  void count(int[] order, int from, int to) {
    clear();
    for (int place = from; place < to; place++) {
      int cell = STRIDE * order[place];
      int code = codes[order[place]];
      int at = STRIDE * code;
      if (sums[at + CELLS] == 0) {
        touch(code);
      }
      sums[at + FOUND] += ofCells[cell + FOUND];
      sums[at + FLIPS] += ofCells[cell + FLIPS];
      sums[at + EXAMPLES] += ofCells[cell + EXAMPLES];
      sums[at + CELLS]++;
    }
    Arrays.sort(touched, 0, groups);
  }

  private void clear() {
    for (int i = 0; i < groups; i++) {
      Arrays.fill(sums, STRIDE * touched[i], STRIDE * (touched[i] + 1), 0);
    }
    groups = 0;
  }

  private void touch(int code) {
    if (groups == touched.length) {
      touched = Arrays.copyOf(touched, 2 * groups);
    }
    touched[groups++] = code;
  }

  /**
   * Puts the cells counted last in the order of their codes.
   *
   * @return an order of which {@link #start} and {@link #end} give the range of a code; used again
   *     by the next call
   */
  int[] partition(int[] order, int from, int to) {
    if (partitioned.length < to - from) {
      partitioned = new int[Math.max(to - from, Math.min(order.length, 2 * partitioned.length))];
    }
    int next = 0;
    for (int i = 0; i < groups; i++) {
      starts[touched[i]] = next;
      next += size(touched[i]);
    }
    for (int place = from; place < to; place++) {
      int cell = order[place];
      partitioned[starts[codes[cell]]++] = cell;
    }
    for (int i = 0; i < groups; i++) {
      starts[touched[i]] -= size(touched[i]);
    }
    return partitioned;
  }

  private int size(int code) {
    return (int) sums[STRIDE * code + CELLS];
  }

  /** How many codes were counted. */
  int groups() {
    return groups;
  }

  /** One of the codes counted; they ascend. */
  int code(int group) {
    return touched[group];
  }

  int start(int code) {
    return starts[code];
  }

  int end(int code) {
    return starts[code] + size(code);
  }

  /** The examples of a code in the half where slices are picked. */
  long found(int code) {
    return sums[STRIDE * code + FOUND];
  }

  /** The negative flips among them. */
  long flips(int code) {
    return sums[STRIDE * code + FLIPS];
  }

  /** The examples of a code in both halves. */
  long examples(int code) {
    return sums[STRIDE * code + EXAMPLES];
  }

  SliceCounts counts(int code) {
    return new SliceCounts(found(code), flips(code));
  }
}
