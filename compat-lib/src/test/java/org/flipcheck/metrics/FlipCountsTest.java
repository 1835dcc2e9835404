package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlipCountsTest {

  @Provide
  Arbitrary<FlipCounts> counts() {
    return CountArbitraries.counts(1_000_000_000_000L);
  }

  @Property
  void partsInAnyOrderAndGroupingAddUpToTheWhole(
      @ForAll("counts") FlipCounts first,
      @ForAll("counts") FlipCounts second,
      @ForAll("counts") FlipCounts third) {
    assertThat(first.plus(FlipCounts.ZERO)).isEqualTo(first);
    assertThat(first.plus(second)).isEqualTo(second.plus(first));
    assertThat(first.plus(second).plus(third)).isEqualTo(first.plus(second.plus(third)));
    assertThat(first.plus(second).n()).isEqualTo(first.n() + second.n());
  }

  @Property
  void outcomesCountedInPartsAreTheOutcomesCountedAtOnce(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> outcomes,
      @ForAll @IntRange(min = 1, max = 7) int parts,
      @ForAll Random random) {
    FlipCounts whole = count(outcomes);

    List<FlipCounts> partial = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<Integer> mine = new ArrayList<>();
      for (int i = part; i < outcomes.size(); i += parts) {
        mine.add(outcomes.get(i));
      }
      partial.add(count(mine));
    }
    Collections.shuffle(partial, random);

    assertThat(partial.stream().reduce(FlipCounts.ZERO, FlipCounts::plus)).isEqualTo(whole);
  }

  private static FlipCounts count(List<Integer> outcomes) {
    long[] cells = new long[5];
    outcomes.forEach(outcome -> cells[outcome]++);
    return FlipCounts.of(cells[0], cells[1], cells[2], cells[3], cells[4]);
  }

  @Test
  void answersThatAreClassIndices() {
    int[] labels = {0, 1, 2, 0, 1, 2, 2};
    int[] old = {0, 1, 0, 1, 0, 0, 1};
    int[] now = {0, 0, 2, 1, 2, 0, 0};

    assertThat(FlipCounts.ofAnswers(old, now, labels)).isEqualTo(FlipCounts.of(1, 1, 1, 2, 2));
    assertThat(FlipCounts.ofAnswers(new int[0], new int[0], new int[0])).isEqualTo(FlipCounts.ZERO);
  }

  @Test
  void answersToOtherExamplesAreRefused() {
    assertThatThrownBy(() -> FlipCounts.ofAnswers(new int[2], new int[3], new int[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there are 2 old answers, 3 new ones and 4 labels; give one of each for each example");
  }

  @Test
  void cellsAreToldApart() {
    FlipCounts counts = FlipCounts.of(1, 20, 300, 4_000, 50_000);

    assertThat(counts.n()).isEqualTo(54_321);
    assertThat(counts.bothWrong()).isEqualTo(54_000);
    assertThat(counts.bothWrongDifferent()).hasValue(50_000);
  }

  @Test
  void splitOfBothWrongIsKnownOnlyIfBothPartsKnowIt() {
    FlipCounts unknown = new FlipCounts(1, 2, 3, 4, OptionalLong.empty());

    FlipCounts sum = FlipCounts.of(10, 20, 30, 40, 50).plus(unknown);

    assertThat(sum).isEqualTo(new FlipCounts(11, 22, 33, 94, OptionalLong.empty()));
    assertThat(sum.bothWrongDifferent()).isEmpty();
  }

  @Test
  void overflowIsAnErrorAndNeverANegativeCount() {
    FlipCounts huge = FlipCounts.of(Long.MAX_VALUE, 0, 0, 0, 0);

    assertThatThrownBy(() -> huge.plus(FlipCounts.of(1, 0, 0, 0, 0)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> FlipCounts.of(Long.MAX_VALUE, 1, 0, 0, 0).n())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void impossibleCountsAreRefused() {
    assertThatThrownBy(() -> FlipCounts.of(1, -2, 3, 4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative_flips is -2, a count cannot be negative");
    assertThatThrownBy(() -> new FlipCounts(1, 2, 3, 4, OptionalLong.of(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("both_wrong_same is 5, more than both_wrong = 4");
  }
}
