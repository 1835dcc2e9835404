package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Predicate;
import org.flipcheck.metrics.FlipCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferencePlanTest {

  private static final int RUNS = 4_000;

  /** Against 4,000 simulated comparisons, whose pairs that do not flip are split at random too. */
  @ParameterizedTest
  @CsvSource({
    "0.8, 0.1, 0, -0.02, 400",
    "0.8, 0.1, 0.01, -0.01, 900",
    "0.6, 0.3, -0.01, -0.06, 1500",
    "0.95, 0.03, 0, -0.01, 700"
  })
  void thePowerIsWhatSimulationsShow(
      double oldAccuracy, double flips, double difference, double limit, int n) {
    double power = new DifferencePlan(oldAccuracy, flips, difference).power(n, limit, 0.95);

    double passed = simulated(oldAccuracy, flips, difference, n, i -> i.low() >= limit);
    assertThat(passed).isCloseTo(power, within(4 * Math.sqrt(power * (1 - power) / RUNS)));
  }

  /** The share of simulated comparisons whose interval is such; 4 deviations of it are allowed. */
  private static double simulated(
      double oldAccuracy, double flips, double difference, int n, Predicate<Interval> such) {
    double negative = (flips - difference) / 2;
    double positive = flips - negative;
    Random random = new Random(n);
    int met = 0;
    for (int run = 0; run < RUNS; run++) {
      long[] cells = new long[4];
      for (int i = 0; i < n; i++) {
        double u = random.nextDouble();
        cells[u < negative ? 0 : u < flips ? 1 : u < positive + oldAccuracy ? 2 : 3]++;
      }
      FlipCounts counts = FlipCounts.of(cells[2], cells[0], cells[1], cells[3], 0);
      met += such.test(PairedDifferenceInterval.of(counts, 0.95)) ? 1 : 0;
    }
    return met / (double) RUNS;
  }

  @Test
  void isTheFirstNumberWithThePowerAndNearConnorsFormula() {
    DifferencePlan plan = new DifferencePlan(0.8, 0.1, 0);

    long n = plan.examples(-0.01, 0.8, 0.95).getAsLong();

    assertThat(plan.power(n, -0.01, 0.95)).isGreaterThanOrEqualTo(0.8);
    assertThat(plan.power(n - 1, -0.01, 0.95)).isLessThan(0.8);
    double connor = Math.pow((1.959963984540054 + 0.8416212335729143) / 0.01, 2) * 0.1;
    assertThat((double) n).isBetween(connor, 1.02 * connor);
  }

  /** Against simulated comparisons, judged by the gate's interval. */
  @ParameterizedTest
  @CsvSource({"0.9, 0.06, -0.005, 3000", "0.7, 0.2, -0.02, 800"})
  void aDetectableLossFailsAsOftenAsItSays(double oldAccuracy, double flips, double limit, int n) {
    double loss =
        new DifferencePlan(oldAccuracy, flips, 0).detectable(n, limit, 0.8, 0.95).getAsDouble();

    assertThat(loss).isLessThan(limit);
    assertThat(simulated(oldAccuracy, flips, loss, n, i -> i.high() < limit))
        .isCloseTo(0.8, within(4 * Math.sqrt(0.8 * 0.2 / RUNS)));
  }

  @Test
  void whatFlipsTooSeldomIsNeverDetected() {
    assertThat(new DifferencePlan(0.9, 0.01, 0).detectable(5_000, -0.02, 0.8, 0.95)).isEmpty();
    assertThat(new DifferencePlan(0.9, 0.06, 0).detectable(20, -0.005, 0.8, 0.95)).isEmpty();
  }

  @Test
  void hugeNumbersAreConnorsAndBeyondThemThereIsNone() {
    DifferencePlan plan = new DifferencePlan(0.8, 0.1, 0);

    double connor = Math.pow((1.959963984540054 + 0.8416212335729143) / 0.0001, 2) * 0.1;
    assertThat(plan.examples(-0.0001, 0.8, 0.95)).hasValue((long) Math.ceil(connor));
    assertThat(plan.examples(-1e-7, 0.8, 0.95)).isEmpty();
  }

  @Test
  void modelsThatNeverFlipNeedExamplesAllTheSame() {
    DifferencePlan plan = new DifferencePlan(0.8, 0, 0);

    long n = plan.examples(-0.01, 0.8, 0.95).getAsLong();

    assertThat(PairedDifferenceInterval.ofCells(0.8 * n, 0, 0, 0.2 * n, 0.95).low())
        .isGreaterThanOrEqualTo(-0.01);
    assertThat(n).isGreaterThan(10);
  }

  @Test
  void assumptionsThatNoTwoModelsMeetAreRefused() {
    assertThatThrownBy(() -> new DifferencePlan(0.8, 0.1, -0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("difference is -0.2, it must lie between -0.1 and 0.1, the share of flips");
    assertThatThrownBy(() -> new DifferencePlan(0.75, 0.75, 0.25))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no two models have an old accuracy of 0.75 with 0.25 of the examples broken and 0.5"
                + " mended");
    assertThatThrownBy(() -> new DifferencePlan(0.8, 0.1, 0).examples(0, 0.8, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "limit is 0.0, it must lie between -1 and below the difference of 0.0: else no number"
                + " of examples makes passing likely");
  }
}
