package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring elements of a new tensor whose old partners are neighbours too, or which have none.
 *
 * @param newStart the first element in the new tensor
 * @param oldStart the first element in the old tensor, or -1 where the old model has none
 * @param count how many
 */
public record Segment(long newStart, long oldStart, long count) {

  /** The old start of elements without a partner. */
  public static final long NONE = -1;

  /**
   * Whether the old model has partners for these elements.
   *
   * @return false for rows of classes that it did not know
   */
  public boolean hasOld() {
    return oldStart != NONE;
  }

  /**
   * A part.
   *
   * @param from its first element, counted from the first of this one
   * @param size how many elements it has
   * @return the part
   */
  public Segment part(long from, long size) {
    return new Segment(newStart + from, hasOld() ? oldStart + from : NONE, size);
  }

  /**
   * The segments of a tensor of rows.
   *
   * @param oldRows the old row of each new row, or -1
   * @param width elements in a row
   * @return all elements of the new tensor, in order
   */
  public static List<Segment> ofRows(int[] oldRows, long width) {
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    for (int row = 1; row <= oldRows.length; row++) {
      if (row == oldRows.length || !continues(oldRows[row - 1], oldRows[row])) {
        long old = oldRows[start] < 0 ? NONE : oldRows[start] * width;
        segments.add(new Segment(start * width, old, (row - start) * width));
        start = row;
      }
    }
    return segments;
  }

  private static boolean continues(int before, int row) {
    return before < 0 ? row < 0 : row == before + 1;
  }
}
