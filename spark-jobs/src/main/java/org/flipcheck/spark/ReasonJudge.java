package org.flipcheck.spark;

import org.apache.spark.sql.Row;
import org.flipcheck.metrics.CorrectnessRule.Threshold;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.ThresholdCounts.Truth;

/** Looks at judged pairs for the reasons of flips. */
final class ReasonJudge {

  private final ReasonCounts counts;
  private final Threshold threshold;

  /** Whether the score of a side is the softmax probability of its answer. */
  private final boolean[] scoreIsProbability = new boolean[TableSide.values().length];

  ReasonJudge(PairRules rules, ReasonCounts counts) {
    this.counts = counts;
    this.threshold = rules.rule() instanceof Threshold given ? given : null;
    rules
        .layouts()
        .forEach(
            (side, layout) ->
                scoreIsProbability[side.code()] =
                    layout.logits() != Layout.ABSENT
                        && layout.score() == Layout.ABSENT
                        && layout.prediction() == Layout.ABSENT);
  }

  /** Whether anything is counted. */
  boolean counts() {
    return counts != null;
  }

  /** Whether thresholds judge, so that all pairs count and not only negative flips. */
  boolean byThreshold() {
    return counts != null && threshold != null;
  }

  /** Counts a judged pair of rows. */
  void count(FlipOutcome outcome, String label, Row old, Row candidate) {
    if (byThreshold()) {
      countScores(
          outcome,
          Truth.of(label),
          old.getDouble(NormalRow.SCORE),
          candidate.getDouble(NormalRow.SCORE));
    } else if (counts() && outcome == FlipOutcome.NEGATIVE_FLIP) {
      counts.addGap(
          orNaN(labelProbability(TableSide.OLD, old, label)),
          orNaN(labelProbability(TableSide.NEW, candidate, label)));
    }
  }

  private static double orNaN(Double number) {
    return number == null ? Double.NaN : number;
  }

  /** Counts a judged pair that thresholds judge. */
  void countScores(FlipOutcome outcome, Truth truth, double old, double candidate) {
    counts.addScores(threshold, truth, old, candidate);
    if (outcome == FlipOutcome.NEGATIVE_FLIP) {
      boolean shares = old >= 0 && old <= 1 && candidate >= 0 && candidate <= 1;
      counts.addGap(shares ? old : Double.NaN, candidate);
    }
  }

  /** Counts a negative flip of packed rows; the label is given as its code. */
  void countGap(int label, PackedRows old, int ofOld, PackedRows candidate, int ofNew) {
    counts.addGap(
        labelProbability(TableSide.OLD, old, ofOld, label),
        labelProbability(TableSide.NEW, candidate, ofNew, label));
  }

  private double labelProbability(TableSide side, PackedRows rows, int row, int label) {
    double known = PackedRows.number(rows.labelProbability, row);
    boolean isAnswer = label != Codes.NONE && rows.answer[row] == label;
    return Double.isNaN(known) && isAnswer && scoreIsProbability[side.code()]
        ? PackedRows.number(rows.score, row)
        : known;
  }

  /** The probability that a side gives the label; null where it is not known. */
  Double labelProbability(TableSide side, Row row, String label) {
    if (!row.isNullAt(NormalRow.LABEL_PROBABILITY)) {
      return row.getDouble(NormalRow.LABEL_PROBABILITY);
    }
    boolean isAnswer = label != null && label.equals(row.getString(NormalRow.ANSWER));
    return isAnswer && scoreIsProbability[side.code()] && !row.isNullAt(NormalRow.SCORE)
        ? (Double) row.getDouble(NormalRow.SCORE)
        : null;
  }
}
