package org.flipcheck.train.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.interpolation.BlockLogits;

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
    return new Answers(
        Arrays.stream(BlockLogits.answers(scores)).map(answer -> index[answer]).toArray());
  }

  /** Answers that are known: indices into the classes of the update. */
  static Answers of(int[] answers) {
    return new Answers(answers.clone());
  }

  /** The outcomes of the pairs of an earlier model and this one. */
  FlipCounts against(Answers before, LabelledExamples examples) {
    int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
    return FlipCounts.ofAnswers(before.answers, answers, labels);
  }

  /** The same for some of the examples. */
  FlipCounts against(Answers before, LabelledExamples examples, int[] places) {
    return FlipCounts.ofAnswers(
        at(before.answers, places),
        at(answers, places),
        IntStream.of(places).map(examples::label).toArray());
  }

  /** Whether it says what is true of one example. */
  boolean isRight(int example, LabelledExamples examples) {
    return answers[example] == examples.label(example);
  }

  private static int[] at(int[] values, int[] places) {
    return IntStream.of(places).map(i -> values[i]).toArray();
  }
}
