package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledImages;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  @Test
  void partsDoNotOverlapAndDependOnTheSeedAlone() {
    int[] order = new int[40];
    LabelledExamples head = Shuffle.part(places(), 0, 15, 3);
    LabelledExamples tail = Shuffle.part(places(), 15, 40, 3);
    for (int i = 0; i < 40; i++) {
      order[i] = i < 15 ? head.label(i) : tail.label(i - 15);
    }

    assertThat(order).isNotEqualTo(labels(places()));
    assertThat(Arrays.stream(order).sorted()).containsExactly(boxed(labels(places())));
    assertThat(labels(Shuffle.part(places(), 0, 15, 3))).isEqualTo(labels(head));
    assertThat(labels(Shuffle.part(places(), 0, 15, 4))).isNotEqualTo(labels(head));
  }

  @Test
  void someNamesInTheirOrder() {
    List<String> names = List.of("a", "b", "c", "d", "e", "f");

    List<String> some = Shuffle.some(names, 4, 2);

    assertThat(some).hasSize(4).isSorted().isSubsetOf(names);
    assertThat(Shuffle.some(names, 4, 2)).isEqualTo(some);
    assertThat(IntStream.range(0, 20).mapToObj(seed -> Shuffle.some(names, 4, seed)).distinct())
        .hasSizeGreaterThan(5);
  }

  /** Forty examples whose labels are their places. */
  private static LabelledExamples places() {
    byte[] labels = new byte[40];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) i;
    }
    return LabelledImages.of(
        IntStream.range(0, 40).mapToObj(String::valueOf).toList(), 1, 1, new byte[40], labels);
  }

  private static int[] labels(LabelledExamples examples) {
    return IntStream.range(0, examples.size()).map(examples::label).toArray();
  }

  private static Integer[] boxed(int[] values) {
    return Arrays.stream(values).boxed().toArray(Integer[]::new);
  }
}
