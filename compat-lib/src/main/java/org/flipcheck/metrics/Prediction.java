package org.flipcheck.metrics;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one model said about one example, as far as a {@link CorrectnessRule} can see it.
 *
 * @param answer the answer in the form of {@link Answers}; empty when the model gave none
 * @param ranking for {@code top_k} and {@code set_equals}, the answer as a list; empty otherwise
 * @param grade whether somebody judged it right, where the rule is to believe that
 * @param score for {@code threshold} and scored metrics, a finite number
 */
public record Prediction(
    Optional<String> answer, List<String> ranking, Optional<Boolean> grade, OptionalDouble score) {

  /** Keeps an unmodifiable copy of the ranking. */
  public Prediction {
    ranking = List.copyOf(ranking);
  }

  /**
   * A plain answer.
   *
   * @param answer the answer, or null when there is none
   * @return a prediction without ranking, grade and score
   */
  public static Prediction ofAnswer(String answer) {
    return new Prediction(
        Optional.ofNullable(answer), List.of(), Optional.empty(), OptionalDouble.empty());
  }
}
