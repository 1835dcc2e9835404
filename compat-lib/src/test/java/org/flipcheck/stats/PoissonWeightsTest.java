package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoissonWeightsTest {

  private static int[] weights(long group, int replicates) {
    int[] weights = new int[replicates];
    PoissonWeights.fill(group, weights);
    return weights;
  }

  /** Stored replicates are added to new ones: the weights of a version never change. */
  @Test
  void isTheFunctionOfItsVersion() {
    assertThat(PoissonWeights.VERSION).isEqualTo(1);
    assertThat(weights(0, 12)).containsExactly(2, 0, 1, 1, 0, 1, 1, 1, 1, 2, 0, 0);
    assertThat(weights(-1, 7)).containsExactly(3, 0, 2, 1, 0, 0, 2);
  }

  @Test
  void firstReplicatesDoNotDependOnHowManyThereAre() {
    for (int replicates = 1; replicates < 30; replicates++) {
      assertThat(weights(42, replicates)).isEqualTo(Arrays.copyOf(weights(42, 1000), replicates));
    }
  }

  @Test
  void weightsAreDrawnAsOftenAsPoissonDraws() {
    long[] seen = new long[PoissonWeights.MAX + 1];
    SplittableRandom groups = new SplittableRandom(7);
    int drawn = 4000;
    for (int g = 0; g < drawn; g++) {
      for (int weight : weights(groups.nextLong(), 1000)) {
        seen[weight]++;
      }
    }
    double probability = Math.exp(-1);
    for (int weight = 0; weight <= PoissonWeights.MAX; weight++) {
      double share = seen[weight] / (1000.0 * drawn);
      // The table's 1/1000 and five standard deviations of what is drawn.
      assertThat(share).isCloseTo(probability, within(1 / 1000.0 + 5 * Math.sqrt(share / 4e6)));
      probability /= weight + 1;
    }
  }

  /**
   * Whatever the groups are called, mean and variance are 1 and two groups have no more in common.
   */
  @Test
  void groupsAreDrawnIndependently() {
    double n = 2e6;
    double sum = 0;
    double squares = 0;
    double products = 0;
    double neighbours = 0;
    for (int g = 0; g < 2000; g++) {
      int[] weights = weights(g * 0x9E3779B97F4A7C15L, 1000);
      int[] others = weights((g + 1) * 0x9E3779B97F4A7C15L ^ 1, 1000);
      for (int r = 0; r < 1000; r++) {
        sum += weights[r];
        squares += (weights[r] - 1) * (weights[r] - 1);
        products += (weights[r] - 1) * (others[r] - 1);
        neighbours += r == 0 ? 0 : (weights[r] - 1) * (weights[r - 1] - 1);
      }
    }
    assertThat(sum / n).isCloseTo(1, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(10 / Math.sqrt(n)));
    assertThat(products / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(neighbours / n).isCloseTo(0, within(5 / Math.sqrt(n)));
  }
}
