package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.flipcheck.metrics.CountArbitraries;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetrics;
import org.flipcheck.metrics.FlipTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativeRateIntervalTest {

  @Provide
  Arbitrary<FlipTable> tables() {
    return CountArbitraries.counts(100_000)
        .map(FlipTable::of)
        .filter(table -> table.oldRight() > 0 && table.newWrong() > 0);
  }

  private static double rate(FlipTable table) {
    return FlipMetrics.relativeNegativeFlipRate(table).value().getAsDouble();
  }

  private static FlipTable table(double a, double c, double b, double d) {
    return new FlipTable(a, c, b, d, OptionalDouble.empty());
  }

  /**
   * Brute force: over every possible table of 40 pairs at which the rate is defined, how often the
   * interval holds the true rate. The shares were computed by an independent Python script from the
   * formula of the class comment; it took q = 0 where the old model is always right. Those of the
   * delta method are 0.9322, 0.9413, 0.9619 and 0.9262.
   */
  @ParameterizedTest
  @CsvSource({
    "0.60, 0.10, 0.10, 0.20, 0.9289",
    "0.40, 0.20, 0.15, 0.25, 0.9386",
    "0.30, 0.30, 0.20, 0.20, 0.9580",
    "0.75, 0.05, 0.05, 0.15, 0.9428"
  })
  void holdsTheTruthAboutAsOftenAsItSays(double a, double c, double b, double d, double share) {
    int n = 40;
    double truth = rate(table(a, c, b, d));
    double covered = 0;
    double defined = 0;
    for (int i = 0; i <= n; i++) {
      for (int j = 0; i + j <= n; j++) {
        for (int k = 0; i + j + k <= n; k++) {
          int rest = n - i - j - k;
          if (i + j == 0 || j + rest == 0) {
            continue;
          }
          double ways = choose(n, i) * choose(n - i, j) * choose(n - i - j, k);
          double probability =
              ways * Math.pow(a, i) * Math.pow(c, j) * Math.pow(b, k) * Math.pow(d, rest);
          Interval interval = RelativeRateInterval.of(table(i, j, k, rest), 0.95);
          defined += probability;
          if (interval.low() <= truth && truth <= interval.high()) {
            covered += probability;
          }
        }
      }
    }

    assertThat(covered / defined).isCloseTo(share, within(2e-4));
  }

  private static double choose(int n, int k) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways;
  }

  /** For many pairs it is the delta method: log R ± z·√Var, with the multinomial covariance. */
  @Property
  void approachesTheDeltaMethodForManyPairs(@ForAll("tables") FlipTable t) {
    if (Math.min(Math.min(t.bothRight(), t.negativeFlips()), t.bothWrong()) < 1
        || t.positiveFlips() < 1) {
      return;
    }
    double billion = 1e9;
    double n = t.n();
    double right = 1 / n - 1 / t.oldRight();
    double wrong = 1 / n - 1 / t.newWrong();
    double ofNegative = 1 / t.negativeFlips() + right - 1 / t.newWrong();
    double variance =
        (t.bothRight() * right * right
                + t.negativeFlips() * ofNegative * ofNegative
                + t.positiveFlips() / n / n
                + t.bothWrong() * wrong * wrong)
            / billion;

    Interval interval =
        RelativeRateInterval.of(
            table(
                billion * t.bothRight(),
                billion * t.negativeFlips(),
                billion * t.positiveFlips(),
                billion * t.bothWrong()),
            0.95);

    double half = 1.959963984540054 * Math.sqrt(variance);
    double tolerance = 1e-3 * half + 1e-12;
    assertThat(Math.log(interval.low() / rate(t))).isCloseTo(-half, within(tolerance));
    assertThat(Math.log(interval.high() / rate(t))).isCloseTo(half, within(tolerance));
  }

  @Property
  void holdsTheRateAndWidensWithConfidence(
      @ForAll("tables") FlipTable table,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) @Scale(6) double confidence) {
    double rate = rate(table);

    Interval interval = RelativeRateInterval.of(table, confidence);

    assertThat(interval.low()).isBetween(0.0, rate * (1 + 1e-12));
    assertThat(interval.high()).isBetween(rate * (1 - 1e-12), Double.MAX_VALUE);
    Interval surer = RelativeRateInterval.of(table, confidence + 0.009);
    assertThat(surer.low()).isLessThanOrEqualTo(interval.low());
    assertThat(surer.high()).isGreaterThanOrEqualTo(interval.high());
  }

  @Test
  void withoutANegativeFlipItReachesFromZeroToTheRateAtTheHighEndOfTheBreakage() {
    Interval interval = RelativeRateInterval.of(table(900, 0, 20, 80), 0.95);

    double high = WilsonInterval.of(0, 900, 0.95).high();
    assertThat(interval.low()).isEqualTo(0);
    assertThat(interval.high()).isCloseTo(high / (0.9 * high + 0.1 * 0.8), within(1e-15));
    assertThat(RelativeRateInterval.of(table(900, 1e-300, 20, 80), 0.95).high())
        .isCloseTo(interval.high(), within(1e-5));
  }

  @Test
  void anOldModelThatIsAlwaysRightLeavesItsErrorsUnknown() {
    Interval interval = RelativeRateInterval.of(table(98, 2, 0, 0), 0.95);

    double accuracy = WilsonInterval.of(100, 100, 0.95).low();
    assertThat(interval.high()).isCloseTo(1 / accuracy, within(1e-12));
    assertThat(interval.low()).isBetween(0.0, 0.5);
  }

  @Test
  void anUndefinedRateHasNone() {
    assertThatThrownBy(() -> RelativeRateInterval.of(table(0, 0, 3, 4), 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no relative rate: the old model is never right or the new model never wrong");
    assertThatThrownBy(
            () -> RelativeRateInterval.of(FlipTable.of(FlipCounts.of(1, 1, 1, 1, 1)), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is NaN, it must lie between 0 and 1, both excluded");
  }
}
