package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.junit.jupiter.api.Test;

class FloorIntervalTest {

  private static final FlipMetric NFR = FlipMetric.NEGATIVE_FLIP_RATE;

  private static PairSummary flips(long flips, long n) {
    return PairSummary.of(FlipCounts.of(n - flips, flips, 0, 0, 0));
  }

  private static Interval of(PairSummary changed, PairSummary... reruns) {
    return FloorInterval.of(NFR, changed, List.of(reruns), 1, IntervalMethod.WILSON, 0.95);
  }

  /**
   * Newcombe 1998, Statistics in Medicine 17:873, table II, method 10, columns (a), (c) and (g).
   */
  @Test
  void agreesWithThePublishedTable() {
    Interval a = of(flips(56, 70), flips(48, 80));
    assertThat(a.low()).isCloseTo(0.0524, within(5e-5));
    assertThat(a.high()).isCloseTo(0.3339, within(5e-5));
    Interval c = of(flips(6, 7), flips(2, 7));
    assertThat(c.low()).isCloseTo(0.0582, within(5e-5));
    assertThat(c.high()).isCloseTo(0.8062, within(5e-5));
    Interval g = of(flips(10, 10), flips(0, 20));
    assertThat(g.low()).isCloseTo(0.6791, within(5e-5));
    assertThat(g.high()).isEqualTo(1);
  }

  @Test
  void twoEqualRerunsTellNoMoreThanOne() {
    assertThat(of(flips(30, 1000), flips(20, 1000), flips(20, 1000)))
        .isEqualTo(of(flips(30, 1000), flips(20, 1000)));
    assertThat(FloorInterval.pooled(NFR, List.of(flips(20, 1000), flips(30, 3000))).value())
        .hasValue(50.0 / 4000);
    assertThat(FloorInterval.pooled(NFR, List.of()).isDefined()).isFalse();
  }

  @Test
  void theFactorMultipliesEveryCount() {
    Interval tenfold =
        FloorInterval.of(
            NFR, flips(3, 100), List.of(flips(2, 100)), 10, IntervalMethod.CLOPPER_PEARSON, 0.9);
    assertThat(tenfold)
        .isEqualTo(
            FloorInterval.of(
                NFR,
                flips(30, 1000),
                List.of(flips(20, 1000)),
                1,
                IntervalMethod.CLOPPER_PEARSON,
                0.9));
  }

  /** Fragile examples flip in rerun and update alike: the interval covers more than it says. */
  @Test
  void coversAtLeastItsLevelWhereTheSameExamplesAreFragile() {
    Random random = new Random(20260131);
    int rounds = 4000;
    int covered = 0;
    for (int round = 0; round < rounds; round++) {
      int n = 600;
      int changed = 0;
      int[] rerun = new int[2];
      for (int i = 0; i < n; i++) {
        double fragile = random.nextDouble() < 0.1 ? 0.3 : 0.005;
        changed += random.nextDouble() < 1.5 * fragile ? 1 : 0;
        rerun[0] += random.nextDouble() < fragile ? 1 : 0;
        rerun[1] += random.nextDouble() < fragile ? 1 : 0;
      }
      Interval interval = of(flips(changed, n), flips(rerun[0], n), flips(rerun[1], n));
      double truth = 0.5 * (0.1 * 0.3 + 0.9 * 0.005);
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }
    assertThat((double) covered / rounds).isBetween(0.95, 0.995);
  }
}
