package org.flipcheck.spark;

import java.util.Arrays;

/**
 * Finds the tuple codes of whole columns of text codes: a small dense table where the columns have
 * few values together, and {@link Codes#ofTuple} where they have many.
 */
final class JointCodes {

  private static final int MOST_DENSE = 1 << 16;
  private static final int FIRST_ROOM = 8;
  private static final int UNKNOWN = -1;

  private final Codes codes;
  private final int[] tuple;

  /** For each column and text code its place among the column's values, from 1 on. */
  private final int[][] places;

  private final int[] values;

  /** The bits that a column's places take. */
  private final int[] bits;

  private int[] dense;
  private int[] index = new int[0];

  JointCodes(Codes codes) {
    this.codes = codes;
    this.tuple = new int[codes.width()];
    this.places = new int[codes.width()][];
    this.values = new int[codes.width()];
    this.bits = new int[codes.width()];
    forget();
  }

  /** Forgets what was found; the dictionary has been emptied. */
  void forget() {
    for (int i = 0; i < places.length; i++) {
      places[i] = new int[0];
      values[i] = 0;
      bits[i] = Integer.numberOfTrailingZeros(FIRST_ROOM);
    }
    renewDense();
  }

  /** An empty table for all places, or none where they are too many. */
  private void renewDense() {
    int all = Arrays.stream(bits).sum();
    dense = all < Integer.SIZE - 1 && 1 << all <= MOST_DENSE ? new int[1 << all] : null;
    if (dense != null) {
      Arrays.fill(dense, UNKNOWN);
    }
  }

  /**
   * Finds tuple codes.
   *
   * @param columns text codes, by column and row
   * @param skip rows that are not asked for; they get {@link Codes#NONE}
   * @param into where the codes go
   */
  void find(int[][] columns, int n, boolean[] skip, int[] into) {
    if (index.length < n) {
      index = new int[n];
    }
    Arrays.fill(index, 0, n, 0);
    for (int column = 0; column < places.length && dense != null; column++) {
      if (!addPlaces(column, columns[column], n, skip)) {
        find(columns, n, skip, into);
        return;
      }
    }
    for (int row = 0; row < n; row++) {
      if (skip[row]) {
        into[row] = Codes.NONE;
      } else if (dense == null) {
        into[row] = ofTuple(columns, row);
      } else {
        int known = dense[index[row]];
        into[row] = known == UNKNOWN ? remember(columns, row) : known;
      }
    }
  }

  /** Moves a column's places into the index; false where the table was too small for them. */
  private boolean addPlaces(int column, int[] of, int n, boolean[] skip) {
    int width = bits[column];
    for (int row = 0; row < n; row++) {
      int place = skip[row] ? 0 : place(column, of[row]);
      index[row] = index[row] << width | place;
    }
    if (values[column] >> width == 0) {
      return true;
    }
    while (values[column] >> bits[column] != 0) {
      bits[column]++;
    }
    renewDense();
    return false;
  }

  private int place(int column, int code) {
    int[] known = places[column];
    if (code >= known.length) {
      known = Arrays.copyOf(known, Math.max(code + 1, 2 * known.length));
      places[column] = known;
    }
    if (known[code] == 0) {
      known[code] = ++values[column];
    }
    return known[code];
  }

  private int remember(int[][] columns, int row) {
    int code = ofTuple(columns, row);
    dense[index[row]] = code;
    return code;
  }

  private int ofTuple(int[][] columns, int row) {
    for (int i = 0; i < tuple.length; i++) {
      tuple[i] = columns[i][row];
    }
    return codes.ofTuple(tuple);
  }
}
