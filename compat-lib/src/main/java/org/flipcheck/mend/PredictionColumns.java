package org.flipcheck.mend;

import java.util.List;
import java.util.Optional;

/**
 * Which columns of a prediction file say what.
 *
 * @param id the id of the example
 * @param prediction the model's answer
 * @param label the truth; empty where {@code correct} is given
 * @param correct whether the answer is right, as {@code true}, {@code false}, {@code 1} or {@code
 *     0}; it decides where it is given
 * @param slices columns to judge by part
 */
public record PredictionColumns(
    String id,
    String prediction,
    Optional<String> label,
    Optional<String> correct,
    List<String> slices) {

  /** Keeps an unmodifiable copy of the slices. */
  public PredictionColumns {
    slices = List.copyOf(slices);
  }
}
