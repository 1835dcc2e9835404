package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicatesTest {

  private static final int MAX = 6;

  private static int[] weights(Random random, int size) {
    int[] weights = new int[size];
    for (int r = 0; r < size; r++) {
      weights[r] = random.nextInt(MAX + 1);
    }
    return weights;
  }

  /** Each group's counts are added as often as the group is drawn: by plain arithmetic. */
  @Test
  void sumsAreCountsTimesWeightsHoweverLarge() {
    Random random = new Random(1);
    Replicates sums = new Replicates(37);
    long[] expected = new long[37];
    for (int g = 0; g < 20_000; g++) {
      int[] weights = weights(random, 37);
      int n = g % 1000 == 0 ? 1_000_000_000 : random.nextInt(4);
      sums.add(ReplicateCell.NEGATIVE_FLIP, n, weights, MAX);
      for (int r = 0; r < 37; r++) {
        expected[r] += (long) n * weights[r];
      }
    }
    assertThat(sums.of(ReplicateCell.NEGATIVE_FLIP).orElseThrow()).isEqualTo(expected);
    assertThat(sums.of(ReplicateCell.BOTH_RIGHT)).isEmpty();
  }

  @Test
  void partsAddUpToTheWholeInAnyOrder() {
    Random random = new Random(2);
    Replicates whole = new Replicates(20);
    Replicates[] parts = {new Replicates(20), new Replicates(20), new Replicates(20)};
    for (int g = 0; g < 5000; g++) {
      int[] weights = weights(random, 20);
      ReplicateCell cell = ReplicateCell.of(FlipOutcome.ofCode(random.nextInt(5)));
      whole.add(cell, 1, weights, MAX);
      parts[random.nextInt(3)].add(cell, 1, weights, MAX);
    }
    for (int[] order : new int[][] {{0, 1, 2}, {2, 0, 1}}) {
      Replicates sum = new Replicates(20);
      Arrays.stream(order).forEach(part -> sum.add(parts[part]));
      for (ReplicateCell cell : ReplicateCell.values()) {
        assertThat(sum.of(cell).orElse(new long[0])).isEqualTo(whole.of(cell).orElse(new long[0]));
      }
    }
  }

  @Test
  void replicateIsWhatAComparisonOfTheDrawnGroupsWouldCount() {
    Replicates sums = new Replicates(2);
    sums.add(ReplicateCell.BOTH_RIGHT, 5, new int[] {2, 0}, MAX);
    sums.add(ReplicateCell.NEGATIVE_FLIP, 1, new int[] {2, 0}, MAX);
    sums.add(ReplicateCell.BOTH_WRONG_SAME, 3, new int[] {1, 1}, MAX);
    sums.add(ReplicateCell.BOTH_WRONG_DIFFERENT, 2, new int[] {1, 1}, MAX);
    sums.add(ReplicateCell.GAIN, 2, new int[] {1, 3}, MAX);
    PairSummary first = sums.summary(PairSummary.Content.CLASSIFICATION, 0);
    assertThat(first.counts()).contains(FlipCounts.of(10, 2, 0, 3, 2));
    assertThat(first.n()).isEqualTo(17);
    PairSummary scored = sums.summary(new PairSummary.Content(true, true, true, false), 1);
    assertThat(scored.scores().orElseThrow().gains()).isEqualTo(6);
    assertThat(scored.n()).isEqualTo(5);
    PairSummary blind = sums.summary(PairSummary.Content.CLASSIFICATION.withoutAnswers(), 1);
    assertThat(blind.counts().orElseThrow().bothWrong()).isEqualTo(5);
    assertThat(blind.counts().orElseThrow().bothWrongSame()).isEmpty();
  }

  @Test
  void refusesWhatCannotBeAdded() {
    Replicates sums = new Replicates(3);
    assertThatThrownBy(() -> sums.add(ReplicateCell.GAIN, new long[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 replicates cannot be added to 3");
    assertThatThrownBy(() -> sums.add(ReplicateCell.GAIN, new long[] {0, -1, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replicate 1 of gain is -1, a count cannot be negative");
    assertThatThrownBy(() -> new Replicates(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replicates are 0, there must be at least 1");
  }

  @Test
  void cellsHaveTheNamesOfOutcomes() {
    for (FlipOutcome outcome : FlipOutcome.values()) {
      assertThat(ReplicateCell.of(outcome).outcome()).contains(outcome);
      assertThat(ReplicateCell.fromKey(outcome.key())).contains(ReplicateCell.of(outcome));
    }
    assertThat(ReplicateCell.fromKey("gain")).contains(ReplicateCell.GAIN);
    assertThat(ReplicateCell.fromKey("GAIN")).isEmpty();
  }
}
