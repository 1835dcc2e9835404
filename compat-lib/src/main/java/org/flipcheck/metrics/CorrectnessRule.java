package org.flipcheck.metrics;

import java.io.Serializable;
import java.util.HashSet;
import java.util.Optional;

/**
 * What makes an answer right: one rule per comparison, the same for both sides. A rule answers
 * true, false, or nothing when the example cannot be judged because a label, grade or score is
 * missing.
 */
public sealed interface CorrectnessRule extends Serializable {

  /** Which model a prediction comes from. */
  enum Side {
    /** The model in use. */
    OLD,
    /** The candidate to replace it. */
    NEW
  }

  /**
   * Judges one prediction.
   *
   * @param side whose prediction it is
   * @param label the truth in the form of {@link Answers}, or null when the example has none
   * @param prediction what the model said
   * @return right or wrong, or empty when that cannot be told
   */
  Optional<Boolean> judge(Side side, String label, Prediction prediction);

  /**
   * The name used on the command line and in results.
   *
   * @return for example {@code top_k}
   */
  String key();

  /**
   * Whether the rule compares answers with labels, so that a missing prediction matters to it.
   *
   * @return false for rules that a grade or a score decides
   */
  default boolean comparesAnswers() {
    return true;
  }

  /** The answer equals the label. A missing new answer is wrong, a missing old one unjudged. */
  record Equals() implements CorrectnessRule {
    @Override
    public String key() {
      return "equals";
    }

    @Override
    public Optional<Boolean> judge(Side side, String label, Prediction prediction) {
      return judgeAnswer(side, label, prediction, () -> prediction.answer().get().equals(label));
    }
  }

  /** Somebody graded each prediction; the grade decides. */
  record Graded() implements CorrectnessRule {
    @Override
    public String key() {
      return "graded";
    }

    @Override
    public boolean comparesAnswers() {
      return false;
    }

    @Override
    public Optional<Boolean> judge(Side side, String label, Prediction prediction) {
      return prediction.grade();
    }
  }

  /**
   * The score reaches a threshold.
   *
   * @param oldThreshold least score of a right old prediction
   * @param newThreshold least score of a right new prediction
   */
  record Threshold(double oldThreshold, double newThreshold) implements CorrectnessRule {
    @Override
    public String key() {
      return "threshold";
    }

    @Override
    public boolean comparesAnswers() {
      return false;
    }

    @Override
    public Optional<Boolean> judge(Side side, String label, Prediction prediction) {
      double least = side == Side.OLD ? oldThreshold : newThreshold;
      return prediction.score().isPresent()
          ? Optional.of(prediction.score().getAsDouble() >= least)
          : Optional.empty();
    }
  }

  /**
   * The number is near the label: |prediction − label| ≤ absolute or ≤ relative · |label|,
   * whichever allows more.
   *
   * @param absolute largest allowed difference, ≥ 0
   * @param relative largest allowed difference as a share of |label|, ≥ 0
   */
  record Tolerance(double absolute, double relative) implements CorrectnessRule {
    @Override
    public String key() {
      return "tolerance";
    }

    @Override
    public Optional<Boolean> judge(Side side, String label, Prediction prediction) {
      return judgeAnswer(side, label, prediction, () -> isNear(label, prediction.answer().get()));
    }

    private boolean isNear(String label, String answer) {
      double truth = Double.parseDouble(label);
      double difference = Math.abs(Double.parseDouble(answer) - truth);
      return difference <= Math.max(absolute, relative * Math.abs(truth));
    }
  }

  /**
   * The label is among the first k answers.
   *
   * @param k how many answers count, ≥ 1
   */
  record TopK(int k) implements CorrectnessRule {
    @Override
    public String key() {
      return "top_k";
    }

    @Override
    public Optional<Boolean> judge(Side side, String label, Prediction prediction) {
      return judgeAnswer(
          side,
          label,
          prediction,
          () -> prediction.ranking().stream().limit(k).anyMatch(label::equals));
    }
  }

  /**
   * The answers are the labels, in any order; the label is a list in the form of {@link Answers}.
   */
  record SetEquals() implements CorrectnessRule {
    @Override
    public String key() {
      return "set_equals";
    }

    @Override
    public Optional<Boolean> judge(Side side, String label, Prediction prediction) {
      return judgeAnswer(
          side,
          label,
          prediction,
          () ->
              Answers.ofList(new HashSet<>(prediction.ranking()).stream().sorted().toList())
                  .equals(label));
    }
  }

  private static Optional<Boolean> judgeAnswer(
      Side side, String label, Prediction prediction, java.util.function.BooleanSupplier isRight) {
    if (label == null) {
      return Optional.empty();
    }
    if (prediction.answer().isEmpty()) {
      return side == Side.OLD ? Optional.empty() : Optional.of(false);
    }
    return Optional.of(isRight.getAsBoolean());
  }

  /**
   * The outcome of a pair.
   *
   * @param oldLabel the truth by which the old side is judged; null when there is none
   * @param oldPrediction what the old model said
   * @param newLabel the truth by which the new side is judged; the same unless label conflicts are
   *     kept
   * @param newPrediction what the new model says
   * @return one of the five judged outcomes, or empty when either side cannot be judged
   */
  default Optional<FlipOutcome> classify(
      String oldLabel, Prediction oldPrediction, String newLabel, Prediction newPrediction) {
    Optional<Boolean> oldRight = judge(Side.OLD, oldLabel, oldPrediction);
    Optional<Boolean> newRight = judge(Side.NEW, newLabel, newPrediction);
    if (oldRight.isEmpty() || newRight.isEmpty()) {
      return Optional.empty();
    }
    boolean sameAnswer = oldPrediction.answer().equals(newPrediction.answer());
    return Optional.of(FlipOutcome.of(oldRight.get(), newRight.get(), sameAnswer));
  }
}
