package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledImages;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final LabelledExamples SIX =
      LabelledImages.of(CLASSES, 1, 1, new byte[6], new byte[] {0, 1, 2, 0, 1, 2});

  @Test
  void outcomesOfPairs() {
    // Old knows a and b alone: it answers a b a b a a, new answers a a c c a b.
    Answers old =
        Answers.of(
            new float[][] {{2, 1}, {1, 2}, {2, 1}, {1, 2}, {2, 1}, {2, 1}},
            List.of("a", "b"),
            CLASSES);
    Answers now =
        Answers.of(
            new float[][] {{3, 0, 0}, {3, 0, 0}, {0, 0, 3}, {0, 0, 3}, {3, 0, 0}, {0, 3, 0}},
            CLASSES,
            CLASSES);

    assertThat(now.against(old, SIX)).isEqualTo(FlipCounts.of(1, 1, 1, 1, 2));
  }

  @Test
  void classesInAnotherOrderAndTies() {
    Answers answers =
        Answers.of(
            new float[][] {{1, 1}, {1, 2}, {0, 1}, {1, 1}, {2, 2}, {0, 1}},
            List.of("c", "a"),
            CLASSES);
    Answers first =
        Answers.of(
            new float[][] {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}},
            CLASSES,
            CLASSES);

    // c a a c c a against a a a a a a, the truth being a b c a b c.
    assertThat(answers.against(first, SIX)).isEqualTo(FlipCounts.of(0, 2, 0, 3, 1));
  }
}
