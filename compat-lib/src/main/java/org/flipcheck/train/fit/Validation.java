package org.flipcheck.train.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.interpolation.BlockLogits;

/**
 * The examples that tell how a training goes, what the old model says about them, and which epoch
 * is the best by that. Immutable.
 */
public final class Validation {

  private static final int NO_ANSWER = -1;

  private final LabelledExamples examples;
  private final int[] oldAnswers;
  private final ValidationPolicy policy;

  private Validation(LabelledExamples examples, int[] oldAnswers, ValidationPolicy policy) {
    this.examples = examples;
    this.oldAnswers = oldAnswers;
    this.policy = policy;
  }

  /**
   * Validation beside an old model.
   *
   * @param examples of the student's classes, which train nothing
   * @param old the old model's logits of them, in their order
   * @param classes of the old model and of the student
   * @param policy which epoch is the best
   * @return the validation
   * @throws IllegalArgumentException if the logits are of other examples, or of other classes than
   *     the old model's; the message lists all problems
   */
  public static Validation beside(
      LabelledExamples examples, TeacherLogits old, ClassMapping classes, ValidationPolicy policy) {
    List<String> problems = new ArrayList<>();
    if (!old.classes().equals(classes.old())) {
      problems.add(
          "the old model has the classes %s, but %s are declared for it"
              .formatted(old.classes(), classes.old()));
    }
    if (old.size() != examples.size()) {
      problems.add(
          "the old model has logits of %d examples, there are %d to validate by"
              .formatted(old.size(), examples.size()));
    } else if (!old.areOf(TeacherCache.fingerprint(examples))) {
      problems.add(
          "the old model has logits of other examples than those to validate by, or of the same in another order");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    int[] columns = classes.studentColumns();
    return new Validation(
        examples, Arrays.stream(old.answers()).map(answer -> columns[answer]).toArray(), policy);
  }

  /**
   * Validation where there is no old model: no flip is negative.
   *
   * @param examples of the student's classes, which train nothing
   * @param policy which epoch is the best
   * @return the validation
   */
  public static Validation alone(LabelledExamples examples, ValidationPolicy policy) {
    int[] none = new int[examples.size()];
    Arrays.fill(none, NO_ANSWER);
    return new Validation(examples, none, policy);
  }

  /**
   * The examples.
   *
   * @return as given
   */
  public LabelledExamples examples() {
    return examples;
  }

  /**
   * Which epoch is the best.
   *
   * @return as given
   */
  public ValidationPolicy policy() {
    return policy;
  }

  /** Of all that decides which epoch is the best. */
  String identity() {
    int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
    return String.join(
        "\n",
        policy.toString(),
        TeacherCache.fingerprint(examples),
        Arrays.toString(labels),
        Arrays.toString(oldAnswers));
  }

  /** Asks the student. */
  FlipCounts of(Classifier student) {
    int[] now = BlockLogits.answers(student.logits(examples));
    return FlipCounts.of(
        IntStream.range(0, now.length)
            .mapToObj(i -> FlipEvaluator.outcome(examples.label(i), oldAnswers[i], now[i])));
  }
}
