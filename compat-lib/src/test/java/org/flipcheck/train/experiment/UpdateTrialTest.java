package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.train.HashedNgrams;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledText;
import org.flipcheck.train.LabelledTexts;
import org.junit.jupiter.api.Test;

class UpdateTrialTest {

  private static final int CLASSES = 100;
  private static final int OF_EACH = 40;

  @Test
  void fisherSampleOfSortedExamplesIsOfAllClasses() {
    int[] labels = labels(UpdateTrial.fisherSample(sorted(), 1));

    assertThat(labels).hasSize(UpdateTrial.FISHER_SAMPLE);
    assertThat(IntStream.of(labels).distinct().count()).isEqualTo(CLASSES);
  }

  /** The reference takes the updated data, what the old model knew and what it did not alike. */
  @Test
  void fisherSampleIsNotTheHalfThatTrainedTheOldModel() {
    LabelledExamples places = places();
    int half = places.size() / 2;
    int[] old = labels(Shuffle.part(places, 0, half, 1));

    int[] sample = labels(UpdateTrial.fisherSample(places, 1));

    long known = IntStream.of(sample).filter(i -> IntStream.of(old).anyMatch(j -> i == j)).count();
    // A random sample has half of them, with a standard deviation below 16.
    assertThat(known).isBetween(420L, 580L);
  }

  @Test
  void fisherSampleDependsOnTheSeedAlone() {
    int[] sample = labels(UpdateTrial.fisherSample(places(), 1));

    assertThat(IntStream.of(sample).distinct().count()).isEqualTo(UpdateTrial.FISHER_SAMPLE);
    assertThat(labels(UpdateTrial.fisherSample(places(), 1))).isEqualTo(sample);
    assertThat(labels(UpdateTrial.fisherSample(places(), 2))).isNotEqualTo(sample);
  }

  @Test
  void fisherSampleOfFewExamplesIsAllOfThem() {
    int[] labels = labels(UpdateTrial.fisherSample(sorted().first(70), 1));

    assertThat(IntStream.of(labels).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 70).map(i -> i / OF_EACH).boxed().toList());
  }

  /** As many of each class, one class after the other. */
  private static LabelledExamples sorted() {
    return examples(IntStream.range(0, CLASSES * OF_EACH).map(i -> i / OF_EACH).toArray(), CLASSES);
  }

  /** Examples whose labels are their places. */
  private static LabelledExamples places() {
    return examples(IntStream.range(0, CLASSES * OF_EACH).toArray(), CLASSES * OF_EACH);
  }

  private static LabelledExamples examples(int[] labels, int classes) {
    List<LabelledText> texts =
        IntStream.of(labels)
            .mapToObj(label -> new LabelledText("id", "text", String.valueOf(label)))
            .toList();
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return LabelledTexts.of(texts, names, new HashedNgrams(8, 1, 3, 3));
  }

  private static int[] labels(LabelledExamples examples) {
    return IntStream.range(0, examples.size()).map(examples::label).toArray();
  }
}
