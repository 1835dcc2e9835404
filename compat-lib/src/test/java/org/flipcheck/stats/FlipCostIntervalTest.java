package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.flipcheck.metrics.FlipCosts;
import org.junit.jupiter.api.Test;

class FlipCostIntervalTest {

  private static Interval of(FlipCosts costs) {
    return FlipCostInterval.of(costs, 1, 0.95);
  }

  /** Exact 95% limits of Poisson means, as printed in many tables: 0, 1, 5 and 10 events. */
  @Test
  void equalCostsGiveTheExactPoissonLimits() {
    double[][] table = {
      {0, 0, 3.6889}, {1, 0.0253, 5.5716}, {5, 1.6235, 11.6683}, {10, 4.7954, 18.3904}
    };
    for (double[] row : table) {
      long flips = (long) row[0];
      Interval interval = of(new FlipCosts(1000, flips, 4 * row[0], 16 * row[0], 4));
      assertThat(interval.low()).isCloseTo(4 * row[1] / 1000, within(4e-7));
      assertThat(interval.high()).isCloseTo(4 * row[2] / 1000, within(4e-7));
    }
  }

  @Test
  void withoutFlipsItReachesAsFarAsTheHighestCostTimesTheRateCould() {
    double rate = ClopperPearsonInterval.of(0, 1000, 0.95).high();
    assertThat(of(new FlipCosts(1000, 0, 0, 0, 5)).high()).isCloseTo(5 * rate, within(5e-5));
    assertThat(of(new FlipCosts(1000, 0, 0, 0, 5)).high()).isGreaterThan(5 * rate);
  }

  @Test
  void freeFlipsCostNothing() {
    assertThat(of(new FlipCosts(1000, 30, 0, 0, 0))).isEqualTo(new Interval(0, 0));
    assertThat(of(new FlipCosts(1, 1, 2, 4, 2)).high()).as("cut at the highest cost").isEqualTo(2);
  }

  @Test
  void theFactorMultipliesEverySum() {
    assertThat(FlipCostInterval.of(new FlipCosts(100, 3, 5, 9, 2), 10, 0.9))
        .isEqualTo(FlipCostInterval.of(new FlipCosts(1000, 30, 50, 90, 2), 1, 0.9));
  }

  /** The search for the number of examples that would decide a rule asks for factors like these. */
  @Test
  void closesInOnTheMeanHoweverManyThereAre() {
    FlipCosts costs = new FlipCosts(6, 2, 5, 13, 3);
    Interval last = FlipCostInterval.of(costs, 1, 0.95);
    for (double factor = 1.3; factor < 1e17; factor *= 1.3) {
      Interval interval = FlipCostInterval.of(costs, factor, 0.95);
      assertThat(interval.low()).as("low, times %s", factor).isBetween(last.low(), 5 / 6.0);
      assertThat(interval.high()).as("high, times %s", factor).isBetween(5 / 6.0, last.high());
      last = interval;
    }
    assertThat(last.high() - last.low()).isLessThan(1e-7);
  }

  @Test
  void refusesWhatIsNoLevelAndNoPair() {
    assertThatThrownBy(() -> FlipCostInterval.of(new FlipCosts(9, 0, 0, 0, 1), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(new FlipCosts(0, 0, 0, 0, 1)))
        .hasMessage("an interval needs at least one pair");
    assertThatThrownBy(() -> new FlipCosts(10, 11, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FlipCosts(10, 1, Double.NaN, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Few flips of very different costs: the case in which a normal interval is too short. */
  @Test
  void coversAtLeastItsLevel() {
    Random random = new Random(20260131);
    int rounds = 4000;
    int covered = 0;
    for (int round = 0; round < rounds; round++) {
      int n = 500;
      int flips = 0;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        if (random.nextDouble() < 0.01) {
          double cost = random.nextDouble() < 0.2 ? 5 : 1;
          flips++;
          sum += cost;
          squares += cost * cost;
        }
      }
      Interval interval = of(new FlipCosts(n, flips, sum, squares, 5));
      double truth = 0.01 * (0.2 * 5 + 0.8 * 1);
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }
    assertThat((double) covered / rounds).isBetween(0.95, 0.995);
  }
}
