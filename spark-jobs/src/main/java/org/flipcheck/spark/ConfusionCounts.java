package org.flipcheck.spark;

import java.util.Arrays;

/**
 * The counts of plain pairs by label and both answers. What becomes of a combination is found when
 * it first comes, and remembered.
 */
final class ConfusionCounts {

  /** What stands in place of a cell where a pair cannot be graded. */
  static final int UNGRADED = -1;

  private static final int EVIDENCE_BITS = 4;
  private static final int MOST = 1 << 19;

  private final Judge judge;
  private final KeyedCounts others = new KeyedCounts();

  /** Pairs whose label and answers are one text, by its code: most pairs of any good model. */
  private long[] agreedN = new long[0];

  private int[] agreedCell = new int[0];

  /** Finds the cell that a pair belongs to; see {@link CellCounts#cell}. */
  interface Judge {
    int cell(int label, int ofOld, int ofNew);
  }

  /** Takes counts over. */
  interface Receiver {
    void take(int cell, int label, int oldAnswer, int newAnswer, long n);
  }

  ConfusionCounts(Judge judge) {
    this.judge = judge;
  }

  /**
   * Counts a pair.
   *
   * @param evidence what beside label and answers decides about it, four bits
   * @param ofOld its row in the old model's table, for the judge
   * @param ofNew its row in the new model's table
   * @return its cell, or {@link #UNGRADED}
   */
  int count(int label, int oldAnswer, int newAnswer, int evidence, int ofOld, int ofNew) {
    if (label == oldAnswer && label == newAnswer && evidence == 0) {
      return countAgreed(label, ofOld, ofNew);
    }
    int entry =
        others.find(
            (long) label << Integer.SIZE | oldAnswer, (long) newAnswer << EVIDENCE_BITS | evidence);
    if (others.n(entry) == 0) {
      others.setNote(entry, judge.cell(label, ofOld, ofNew));
    }
    others.count(entry);
    return (int) others.note(entry);
  }

  private int countAgreed(int text, int ofOld, int ofNew) {
    if (text >= agreedN.length) {
      int room = Math.max(text + 1, 2 * agreedN.length);
      agreedN = Arrays.copyOf(agreedN, room);
      agreedCell = Arrays.copyOf(agreedCell, room);
    }
    if (agreedN[text]++ == 0) {
      agreedCell[text] = judge.cell(text, ofOld, ofNew);
    }
    return agreedCell[text];
  }

  /** Whether so much was counted that it should be given away. */
  boolean isLarge() {
    return others.size() > MOST;
  }

  /** Gives away what was counted, and starts anew. */
  void drain(Receiver into) {
    for (int text = 0; text < agreedN.length; text++) {
      if (agreedN[text] > 0) {
        into.take(agreedCell[text], text, text, text, agreedN[text]);
      }
    }
    for (int at = others.next(0); at >= 0; at = others.next(others.behind(at))) {
      into.take(
          (int) others.note(at),
          (int) (others.first(at) >>> Integer.SIZE),
          (int) others.first(at),
          (int) (others.second(at) >>> EVIDENCE_BITS),
          others.n(at));
    }
    others.clear();
    agreedN = new long[0];
    agreedCell = new int[0];
  }
}
