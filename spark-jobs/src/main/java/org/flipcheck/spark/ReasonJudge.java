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
        .forEach((side, layout) -> scoreIsProbability[side.code()] = layout.hasScoreOfLogits());
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
    if (!Double.isNaN(known) || label == Codes.NONE || !scoreIsProbability[side.code()]) {
      return known;
    }
    if (rows.answer[row] == label) {
      return PackedRows.number(rows.score, row);
    }
    return PackedRows.code(rows.runnerUp, row) == label
        ? second(rows.score[row], rows.margin[row])
        : Double.NaN;
  }

  /** The softmax probability of the second greatest logit, by that of the greatest. */
  private static double second(double greatest, double margin) {
    return greatest * Math.exp(-margin);
  }

  /** The probability that a side gives the label; null where it is not known. */
  Double labelProbability(TableSide side, Row row, String label) {
    if (!row.isNullAt(NormalRow.LABEL_PROBABILITY)) {
      return row.getDouble(NormalRow.LABEL_PROBABILITY);
    }
    if (label == null || !scoreIsProbability[side.code()] || row.isNullAt(NormalRow.MARGIN)) {
      return null;
    }
    if (label.equals(row.getString(NormalRow.ANSWER))) {
      return row.getDouble(NormalRow.SCORE);
    }
    return label.equals(row.getString(NormalRow.RUNNER_UP))
        ? (Double) second(row.getDouble(NormalRow.SCORE), row.getDouble(NormalRow.MARGIN))
        : null;
  }
}
