package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.TruthTable;
import org.flipcheck.metrics.TruthTable.Case;
import org.flipcheck.train.distillation.ClassMapping;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlipEvaluatorTest {

  private static final String KEY = "validate";

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Logits whose largest is the answer, none of them alike. */
  private NDArray logits(int classes, int... answers) {
    Random random = new Random(3);
    float[] values = new float[answers.length * classes];
    for (int row = 0; row < answers.length; row++) {
      for (int i = 0; i < classes; i++) {
        values[row * classes + i] = random.nextFloat() - (answers[row] == i ? 0 : 1);
      }
    }
    return manager.create(values, new Shape(answers.length, classes));
  }

  private NDArray labels(long... labels) {
    return manager.create(labels);
  }

  private FlipCounts counts(ClassMapping mapping, int[] old, int[] now, long... labels) {
    FlipEvaluator evaluator = new FlipEvaluator("flips", mapping);
    evaluator.addAccumulator(KEY);
    evaluator.updateAccumulator(
        KEY,
        new NDList(labels(labels), logits(mapping.old().size(), old)),
        new NDList(logits(mapping.now().size(), now)));
    return evaluator.counts(KEY);
  }

  /** Those in which both sides answer, and have one label. */
  static Stream<Case> cases() {
    return TruthTable.load().stream()
        .filter(each -> each.rule() instanceof CorrectnessRule.Equals)
        .filter(each -> each.oldSide().label().isPresent())
        .filter(each -> each.oldSide().label().equals(each.newSide().label()))
        .filter(each -> each.oldSide().answer().isPresent())
        .filter(each -> each.newSide().answer().isPresent());
  }

  @Test
  void theTruthTableHasCasesOfEveryOutcome() {
    assertThat(cases().map(each -> each.expected().orElseThrow()))
        .containsAll(
            List.of(
                FlipOutcome.BOTH_RIGHT,
                FlipOutcome.NEGATIVE_FLIP,
                FlipOutcome.POSITIVE_FLIP,
                FlipOutcome.BOTH_WRONG_SAME,
                FlipOutcome.BOTH_WRONG_DIFFERENT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tensorsReproduceTheTruthTable(Case each) {
    String label = each.oldSide().label().orElseThrow();
    String old = each.oldSide().answer().orElseThrow();
    String now = each.newSide().answer().orElseThrow();
    List<String> oldClasses = Stream.of("unused", now, old, label).distinct().toList();
    List<String> newClasses = Stream.of(label, "added", old, now).distinct().toList();
    ClassMapping mapping = ClassMapping.of(oldClasses, newClasses);

    FlipCounts found =
        counts(
            mapping,
            new int[] {oldClasses.indexOf(old)},
            new int[] {newClasses.indexOf(now)},
            newClasses.indexOf(label));

    assertThat(found).isEqualTo(FlipCounts.of(Stream.of(each.expected().orElseThrow())));
  }

  @Test
  void classesAddedRemovedReorderedAndRenamed() {
    ClassMapping mapping =
        ClassMapping.of(
            List.of("cat", "dog", "fax", "cab"),
            List.of("tram", "taxi", "dog", "cat"),
            Map.of("cab", "taxi"));

    assertThat(
            counts(
                mapping,
                new int[] {3, 3, 0, 2, 2, 1, 1},
                new int[] {1, 0, 3, 0, 3, 2, 2},
                1,
                1,
                3,
                0,
                0,
                3,
                0))
        .as("cab is taxi; a fax is right nowhere, and no answer that the student could share")
        .isEqualTo(FlipCounts.of(2, 1, 1, 2, 1));
  }

  @Test
  void countsAddUpOverBatchesHoweverShortTheLast() {
    Random random = new Random(7);
    int[] old = random.ints(50, 0, 3).toArray();
    int[] now = random.ints(50, 0, 4).toArray();
    long[] labels = random.ints(50, 0, 4).asLongStream().toArray();
    ClassMapping mapping = ClassMapping.of(List.of("a", "b", "c"), List.of("a", "b", "c", "d"));
    FlipEvaluator evaluator = new FlipEvaluator("flips", mapping);
    evaluator.addAccumulator(KEY);
    evaluator.addAccumulator("train");
    for (int start = 0; start < 50; start += 16) {
      int end = Math.min(start + 16, 50);
      evaluator.updateAccumulators(
          new String[] {KEY, "train"},
          new NDList(
              labels(Arrays.copyOfRange(labels, start, end)),
              logits(3, Arrays.copyOfRange(old, start, end)),
              logits(4, 0)),
          new NDList(logits(4, Arrays.copyOfRange(now, start, end))));
    }

    FlipCounts whole =
        FlipCounts.ofAnswers(old, now, Arrays.stream(labels).mapToInt(l -> (int) l).toArray());
    assertThat(evaluator.counts(KEY)).isEqualTo(whole).isEqualTo(evaluator.counts("train"));
    assertThat(evaluator.getAccumulator(KEY))
        .isEqualTo((float) (whole.negativeFlips() / 50.0))
        .isNotEqualTo(Float.NaN);

    evaluator.resetAccumulator(KEY);
    assertThat(evaluator.getAccumulator(KEY)).isNaN();
    assertThat(evaluator.counts("train")).isEqualTo(whole);
  }

  @Test
  void evaluateMarksTheFlips() {
    FlipEvaluator evaluator =
        new FlipEvaluator("flips", ClassMapping.of(List.of("a", "b"), List.of("a", "b")));

    NDArray flips =
        evaluator.evaluate(
            new NDList(labels(0, 1, 0, 1), logits(2, 0, 1, 1, 0)),
            new NDList(logits(2, 1, 1, 0, 0)));

    assertThat(flips.toFloatArray()).containsExactly(1, 0, 0, 0);
  }

  @Test
  void tiesGoToTheLowestColumn() {
    ClassMapping same = ClassMapping.of(List.of("a", "b", "c"), List.of("a", "b", "c"));
    FlipEvaluator evaluator = new FlipEvaluator("flips", same);
    NDArray tied = manager.create(new float[] {0, 2, 2}, new Shape(1, 3));
    evaluator.addAccumulator(KEY);

    evaluator.updateAccumulator(KEY, new NDList(labels(1), tied), new NDList(tied));

    assertThat(evaluator.counts(KEY)).isEqualTo(FlipCounts.of(1, 0, 0, 0, 0));
  }

  @Test
  void refusesWhatDoesNotFit() {
    ClassMapping mapping = ClassMapping.of(List.of("a", "b"), List.of("a", "b", "c"));
    FlipEvaluator evaluator = new FlipEvaluator("flips", mapping);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluator.evaluate(new NDList(labels(1)), new NDList(logits(3, 1))))
        .withMessage(
            "1 arrays of labels and 1 of predictions; needed are the labels and the logits of the old model, and the logits of the student");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                evaluator.evaluate(
                    new NDList(labels(1, 1), logits(3, 0, 1, 1)), new NDList(logits(2, 1, 1))))
        .withMessage(
            "the labels have the shape (2), the logits of the old model (3, 3) and those of the student (2, 2); needed are (2), (2, 2) and (2, 3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluator.counts("nobody"))
        .withMessage("no accumulator is called 'nobody', there are []");
    assertThat(Objects.requireNonNull(evaluator.getName())).isEqualTo("flips");
  }
}
