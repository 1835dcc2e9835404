package org.flipcheck.predictions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What one model said about one example. Immutable.
 *
 * <p>The answer and its score are functions of the logits, so that a row cannot contradict itself:
 * the answer is the class with the largest logit, ties to the lowest index; the score is the
 * softmax probability of that class, computed in double precision, within [1/classes, 1].
 */
public final class PredictionRow {

  private final String exampleId;
  private final String label;
  private final int answer;
  private final double score;
  private final float[] logits;
  private final List<String> slices;

  private PredictionRow(
      String exampleId, String label, int answer, float[] logits, List<String> slices) {
    this.exampleId = exampleId;
    this.label = label;
    this.answer = answer;
    this.score = probability(logits, answer);
    this.logits = logits;
    this.slices = slices;
  }

  /**
   * A row from a model's raw outputs.
   *
   * @param exampleId id of the example, not blank
   * @param label the truth, or null when it is not known
   * @param logits one finite number per class; copied
   * @param slices one value per slice column of the layout, null where unknown; copied
   * @return the row, with the answer and the score that follow from the logits
   * @throws IllegalArgumentException if the id is blank, there are fewer than two logits, or one of
   *     them is NaN or infinite
   */
  public static PredictionRow ofLogits(
      String exampleId, String label, float[] logits, List<String> slices) {
    Objects.requireNonNull(exampleId, "exampleId");
    if (exampleId.isBlank()) {
      throw new IllegalArgumentException("example id is blank");
    }
    if (logits.length < 2) {
      throw new IllegalArgumentException(
          "example '%s' has %d logits, at least 2 are needed".formatted(exampleId, logits.length));
    }
    for (int i = 0; i < logits.length; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new IllegalArgumentException(
            "logit %d of example '%s' is %s, it must be finite".formatted(i, exampleId, logits[i]));
      }
    }
    return new PredictionRow(
        exampleId,
        label,
        indexOfLargest(logits),
        logits.clone(),
        Collections.unmodifiableList(new ArrayList<>(slices)));
  }

  /**
   * The id of the example.
   *
   * @return not blank
   */
  public String exampleId() {
    return exampleId;
  }

  /**
   * The truth.
   *
   * @return the name of a class, or null when it is not known
   */
  public String label() {
    return label;
  }

  /**
   * The index of the class the model chose.
   *
   * @return from 0 to the number of logits - 1
   */
  public int answer() {
    return answer;
  }

  /**
   * The probability the model gives its answer: softmax of the logits at {@link #answer()}.
   *
   * @return within [1/classes, 1]
   */
  public double score() {
    return score;
  }

  /**
   * The model's raw outputs.
   *
   * @return a copy, one finite number per class
   */
  public float[] logits() {
    return logits.clone();
  }

  /**
   * The values of the slice columns.
   *
   * @return unmodifiable, in the order of the layout's slice columns; may hold nulls
   */
  public List<String> slices() {
    return slices;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PredictionRow that
        && exampleId.equals(that.exampleId)
        && Objects.equals(label, that.label)
        && Arrays.equals(logits, that.logits)
        && slices.equals(that.slices);
  }

  @Override
  public int hashCode() {
    return Objects.hash(exampleId, label, Arrays.hashCode(logits), slices);
  }

  @Override
  public String toString() {
    return "PredictionRow[exampleId=%s, label=%s, answer=%d, score=%s, logits=%s, slices=%s]"
        .formatted(exampleId, label, answer, score, Arrays.toString(logits), slices);
  }

  private static int indexOfLargest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /** 1 / Σ exp(z_i − z_k): every exponent is ≤ 0 since z_k is the largest, so nothing overflows. */
  private static double probability(float[] logits, int largest) {
    double sum = 0;
    for (float logit : logits) {
      sum += StrictMath.exp((double) logit - logits[largest]);
    }
    return 1 / sum;
  }
}
