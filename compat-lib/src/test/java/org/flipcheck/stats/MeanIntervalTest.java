package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.PairTally;
import org.junit.jupiter.api.Test;

class MeanIntervalTest {

  private static PairSummary scored(double... deltas) {
    PairTally tally = new PairTally(new Content(false, false, true, false));
    CellSums cell = new CellSums();
    for (double delta : deltas) {
      cell.addPair(delta, Double.NaN);
    }
    tally.add(FlipOutcome.SCORED, cell);
    return tally.summary();
  }

  private static void assertInterval(Estimate estimate, double low, double high) {
    assertThat(estimate.method()).isEqualTo("t");
    assertThat(estimate.low().getAsDouble()).isCloseTo(low, within(1e-12));
    assertThat(estimate.high().getAsDouble()).isCloseTo(high, within(1e-12));
  }

  /** References: SciPy 1.17.1, mean ± t.isf(0.025, n - 1) * std(ddof=1) / sqrt(n). */
  @Test
  void agreesWithScipy() {
    PairSummary summary = scored(0.5, -0.25, 0, 0.125, 1, -0.5, 0.75, 0.25);

    assertInterval(
        Estimates.of(FlipMetric.MEAN_SCORE_DELTA, summary, 0.95),
        -0.1852651374078746,
        0.6540151374078746);
    assertInterval(
        Estimates.of(FlipMetric.MEAN_GAIN, summary, 0.95), 0.08055192632515518, 0.9694480736748449);
  }

  /** Reference: SciPy 1.17.1, as above. */
  @Test
  void valuesThatCountAlike() {
    double[] values = {0.5, -0.25, 0, 0.125, 1, -0.5, 0.75, 0.25};

    Interval interval = MeanInterval.of(values, 0.95).orElseThrow();

    assertThat(interval.low()).isCloseTo(-0.1852651374078746, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.6540151374078746, within(1e-12));
    assertThat(MeanInterval.of(new double[] {1}, 0.95)).isEmpty();
    assertThat(MeanInterval.of(new double[0], 0.95)).isEmpty();
  }

  @Test
  void oneValueHasNoIntervalAndEqualOnesHaveAPoint() {
    assertThat(Estimates.of(FlipMetric.MEAN_REGRESSION, scored(1, 2, -3), 0.95))
        .isEqualTo(Estimate.ofPoint(3));
    assertInterval(Estimates.of(FlipMetric.MEAN_SCORE_DELTA, scored(0, 0, 0), 0.95), 0, 0);
  }

  @Test
  void theNumberThatDecidesAMeanIsFound() {
    PairSummary summary = scored(0.5, -0.25, 0, 0.125, 1, -0.5, 0.75, 0.25);

    long needed =
        SampleSize.deciding(
                FlipMetric.MEAN_SCORE_DELTA, summary, 0.95, interval -> interval.low() >= 0)
            .getAsLong();

    // (t · s / mean)² with s of the population, 0.4696 at 8 pairs, and t near 2.1.
    assertThat(needed).isBetween(16L, 21L);
  }
}
