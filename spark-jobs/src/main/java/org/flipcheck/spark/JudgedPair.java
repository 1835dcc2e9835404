package org.flipcheck.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.Prediction;

/**
 * A judged pair with everything that is known about it.
 *
 * @param labels its row of the labels table; null without one
 * @param label the label that judged the new side; null where there is none
 */
record JudgedPair(
    Row old,
    Row candidate,
    Row labels,
    String label,
    Prediction oldPrediction,
    Prediction newPrediction,
    FlipOutcome outcome) {

  /** A pair that was judged by one label. */
  static JudgedPair of(Row old, Row candidate, Row labels, String label, FlipOutcome outcome) {
    return new JudgedPair(
        old, candidate, labels, label, prediction(old), prediction(candidate), outcome);
  }

  /** What a row says of its side. */
  static Prediction prediction(Row row) {
    return new Prediction(
        Optional.ofNullable(row.getString(NormalRow.ANSWER)),
        row.isNullAt(NormalRow.RANKING) ? List.of() : row.getList(NormalRow.RANKING),
        row.isNullAt(NormalRow.GRADE)
            ? Optional.empty()
            : Optional.of(row.getBoolean(NormalRow.GRADE)),
        row.isNullAt(NormalRow.SCORE)
            ? OptionalDouble.empty()
            : OptionalDouble.of(row.getDouble(NormalRow.SCORE)));
  }

  double scoreDelta() {
    return newPrediction.score().getAsDouble() - oldPrediction.score().getAsDouble();
  }

  /** The old answer; null where there is none. */
  String oldAnswer() {
    return oldPrediction.answer().orElse(null);
  }

  /** The new answer; null where there is none. */
  String newAnswer() {
    return newPrediction.answer().orElse(null);
  }
}
