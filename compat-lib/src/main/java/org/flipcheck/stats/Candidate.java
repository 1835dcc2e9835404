package org.flipcheck.stats;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A slice that stands out in the half where slices are picked.
 *
 * @param slice which one
 * @param examples how many it has in both halves
 * @param found its counts in that half
 * @param contrast how far it lies above the rest there
 */
record Candidate(Slice slice, long examples, SliceCounts found, double contrast) {

  /** Most telling first; of equally telling ones the shortest, then by columns and values. */
  static final Comparator<Candidate> BY_CONTRAST =
      Comparator.comparingDouble((Candidate candidate) -> -candidate.contrast)
          .thenComparing(Candidate::slice);

  /** The examples that have some codes in some columns. */
  static final class Slice implements Comparable<Slice> {
    private final int[] columns;
    private final int[] codes;

    /** Columns in ascending order, and the code of each. */
    Slice(int[] columns, int[] codes) {
      this.columns = columns.clone();
      this.codes = codes.clone();
    }

    int[] columns() {
      return columns.clone();
    }

    int[] codes() {
      return codes.clone();
    }

    boolean holds(SliceCells cells, int cell) {
      for (int i = 0; i < columns.length; i++) {
        if (cells.codes(columns[i])[cell] != codes[i]) {
          return false;
        }
      }
      return true;
    }

    /** Whether every condition of another slice is one of this slice too. */
    boolean implies(Slice other) {
      int met = 0;
      for (int i = 0; i < columns.length && met < other.columns.length; i++) {
        if (columns[i] == other.columns[met] && codes[i] == other.codes[met]) {
          met++;
        }
      }
      return met == other.columns.length;
    }

    @Override
    public int compareTo(Slice other) {
      int bySize = Integer.compare(columns.length, other.columns.length);
      int byColumns = bySize != 0 ? bySize : Arrays.compare(columns, other.columns);
      return byColumns != 0 ? byColumns : Arrays.compare(codes, other.codes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Slice slice && compareTo(slice) == 0;
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(columns) + Arrays.hashCode(codes);
    }
  }
}
