package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.ScoreTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricRatioIntervalTest {

  private static Interval of(FlipMetric metric, FlipMetric other, FlipCounts counts) {
    return MetricRatioInterval.of(
        metric, other, PairSummary.of(counts), 1, IntervalMethod.WILSON, 0.95);
  }

  private static Interval flips(long negative, long positive, long n) {
    return of(
        FlipMetric.NEGATIVE_FLIP_RATE,
        FlipMetric.POSITIVE_FLIP_RATE,
        FlipCounts.of(n - negative - positive, negative, positive, 0, 0));
  }

  /** ρ of two cells of a multinomial: −√(p q / ((1 − p)(1 − q))). */
  @Test
  void theCorrelationOfTwoCellsIsTheMultinomialOne() {
    double rho =
        MetricRatioInterval.correlation(
            FlipMetric.NEGATIVE_FLIP_RATE,
            FlipMetric.POSITIVE_FLIP_RATE,
            PairSummary.of(FlipCounts.of(500, 100, 300, 60, 40)));
    assertThat(rho).isCloseTo(-Math.sqrt(0.1 * 0.3 / (0.9 * 0.7)), within(1e-12));
  }

  @Test
  void complementsAreFullyCorrelated() {
    PairSummary pairs = PairSummary.of(FlipCounts.of(500, 100, 300, 60, 40));
    assertThat(
            MetricRatioInterval.correlation(
                FlipMetric.NEGATIVE_FLIP_IMPACT, FlipMetric.BACKWARD_ERROR_COMPATIBILITY, pairs))
        .isCloseTo(-1, within(1e-12));
    assertThat(
            MetricRatioInterval.correlation(
                FlipMetric.NEGATIVE_FLIP_RATE, FlipMetric.NEGATIVE_FLIP_RATE, pairs))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void aShareIsExactlyOnceItself() {
    Interval once =
        of(
            FlipMetric.NEGATIVE_FLIP_RATE,
            FlipMetric.NEGATIVE_FLIP_RATE,
            FlipCounts.of(80, 20, 0, 0, 0));
    assertThat(once.low()).isLessThanOrEqualTo(1).isGreaterThan(0.5);
    assertThat(once.high()).isGreaterThanOrEqualTo(1).isLessThan(2);
  }

  @Test
  void exchangingTheSharesInvertsTheInterval() {
    Interval one = flips(30, 50, 1000);
    Interval other = flips(50, 30, 1000);
    assertThat(one.low()).isCloseTo(1 / other.high(), within(1e-12));
    assertThat(one.high()).isCloseTo(1 / other.low(), within(1e-12));
  }

  @Test
  void zerosGiveOpenEnds() {
    assertThat(flips(0, 0, 1000)).isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
    assertThat(flips(0, 50, 1000).low()).isZero();
    assertThat(flips(0, 50, 1000).high()).isBetween(0.05, 0.15);
    assertThat(flips(50, 0, 1000).high()).isInfinite();
    assertThat(flips(50, 0, 1000).low()).isBetween(7.0, 20.0);
  }

  @Test
  void scoresAreComparedByTheirOwnOutcomes() {
    PairSummary scored =
        new PairSummary(
            new Content(false, false, true, false),
            1000,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new ScoreTable(1000, 50, 30, 5, 3)),
            Optional.empty());
    assertThat(
            MetricRatioInterval.of(
                FlipMetric.REGRESSION_RATE,
                FlipMetric.GAIN_RATE,
                scored,
                1,
                IntervalMethod.WILSON,
                0.95))
        .isEqualTo(flips(30, 50, 1000));
  }

  /**
   * Two-sided coverage, and how often each side misses, of 4,000 samples of n pairs with rates A
   * and B. The end that decides a pass may miss in at most 2.5% and a little.
   */
  @ParameterizedTest
  @CsvSource({
    "300, 0.01, 0.02",
    "300, 0.03, 0.03",
    "1000, 0.005, 0.02",
    "1000, 0.02, 0.04",
    "5000, 0.02, 0.03",
  })
  void coversItsLevel(int n, double a, double b) {
    Random random = new Random(20260131);
    int rounds = 4000;
    int below = 0;
    int above = 0;
    for (int round = 0; round < rounds; round++) {
      int negative = 0;
      int positive = 0;
      for (int i = 0; i < n; i++) {
        double u = random.nextDouble();
        negative += u < a ? 1 : 0;
        positive += u >= a && u < a + b ? 1 : 0;
      }
      Interval interval = flips(negative, positive, n);
      below += a / b < interval.low() ? 1 : 0;
      above += a / b > interval.high() ? 1 : 0;
    }
    double misses = (double) (below + above) / rounds;
    assertThat(misses).isBetween(0.02, 0.06);
    assertThat((double) above / rounds).isLessThan(0.03);
  }
}
