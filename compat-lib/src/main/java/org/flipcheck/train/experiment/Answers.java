package org.flipcheck.train.experiment;

import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.train.LabelledExamples;

/** What a model says about some examples: indices into the classes of the update. */
final class Answers {

  private final int[] answers;

  private Answers(int[] answers) {
    this.answers = answers;
  }

  /**
   * The class with the largest score, ties to the first.
   *
   * @param scores logits, by example and class
   * @param from the classes of the scores
   * @param classes those of the update; all of {@code from} are among them
   */
  static Answers of(float[][] scores, List<String> from, List<String> classes) {
    int[] index = from.stream().mapToInt(classes::indexOf).toArray();
    int[] answers = new int[scores.length];
    for (int i = 0; i < answers.length; i++) {
      int best = 0;
      for (int k = 1; k < index.length; k++) {
        best = scores[i][k] > scores[i][best] ? k : best;
      }
      answers[i] = index[best];
    }
    return new Answers(answers);
  }

  /** Answers that are known: indices into the classes of the update. */
  static Answers of(int[] answers) {
    return new Answers(answers.clone());
  }

  /** The outcomes of the pairs of an earlier model and this one. */
  FlipCounts against(Answers before, LabelledExamples examples) {
    return FlipCounts.of(
        IntStream.range(0, answers.length)
            .mapToObj(
                i ->
                    FlipOutcome.of(
                        before.answers[i] == examples.label(i),
                        answers[i] == examples.label(i),
                        before.answers[i] == answers[i])));
  }
}
