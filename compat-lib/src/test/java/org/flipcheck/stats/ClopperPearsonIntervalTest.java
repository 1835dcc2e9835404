package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClopperPearsonIntervalTest {

  /** By definition each end leaves a tail of exactly (1 − confidence)/2, summed term by term. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.95, 0.999})
  void endsLeaveTailsOfTheBinomialSum(double confidence) {
    double tail = (1 - confidence) / 2;
    for (int n = 1; n <= 40; n++) {
      for (int k = 0; k <= n; k++) {
        Interval interval = ClopperPearsonInterval.of(k, n, confidence);

        if (k > 0) {
          assertThat(sum(k, n, n, interval.low())).isCloseTo(tail, within(1e-12));
        }
        if (k < n) {
          assertThat(sum(0, k, n, interval.high())).isCloseTo(tail, within(1e-12));
        }
      }
    }
  }

  /** P(from ≤ X ≤ to) of n trials, term by term. */
  private static double sum(int from, int to, int n, double p) {
    double sum = 0;
    for (int k = from; k <= to; k++) {
      double ways = 1;
      for (int i = 1; i <= k; i++) {
        ways = ways * (n - k + i) / i;
      }
      sum += ways * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }
    return sum;
  }

  /** The guarantee that gives it its name: no p is held less often than the confidence says. */
  @Test
  void holdsEveryTruthAtLeastAsOftenAsItSays() {
    int n = 30;
    for (double p = 0.005; p < 1; p += 0.005) {
      double held = 0;
      for (int k = 0; k <= n; k++) {
        Interval interval = ClopperPearsonInterval.of(k, n, 0.95);
        if (interval.low() <= p && p <= interval.high()) {
          held += sum(k, k, n, p);
        }
      }
      assertThat(held).as("p = %s", p).isGreaterThanOrEqualTo(0.95 - 1e-12);
    }
  }

  /** References: SciPy 1.17.1, beta.ppf(a, k, n - k + 1) and beta.isf(a, k + 1, n - k). */
  @ParameterizedTest
  @CsvSource({
    "0, 20, 0.95, 0, 0.1684334709830853, 1e-13",
    "20, 20, 0.95, 0.8315665290169147, 1, 1e-13",
    "1, 10, 0.95, 0.0025285785444617865, 0.4450161170281954, 1e-13",
    "3, 1000, 0.99, 0.00033814452906649344, 0.01093377742040524, 1e-11",
    "17, 1234, 0.9, 0.008796546006156328, 0.02059265671109324, 1e-11",
    "187, 10000, 0.95, 0.016135855708289824, 0.0215495952966483, 1e-11",
    "500000, 1000000, 0.95, 0.49901951919531184, 0.5009804808046882, 1e-11",
    "4, 1000000000, 0.95, 1.0898653746672201e-09, 1.0241588632321553e-08, 1e-8",
    "12345678, 1000000000, 0.95, 0.012338834942254807, 0.012352523880861837, 1e-10",
    "999999996, 1000000000, 0.95, 0.9999999897584114, 0.9999999989101346, 1e-14",
    "2.5, 40.25, 0.95, 0.01046814039029788, 0.1857337544826565, 1e-12",
    "0.3, 12.7, 0.95, 2.4405901528446787e-07, 0.28987375199525695, 1e-9"
  })
  void agreesWithScipy(
      double k, double n, double confidence, double low, double high, double tolerance) {
    Interval interval = ClopperPearsonInterval.of(k, n, confidence);

    assertThat(interval.low()).isCloseTo(low, within(tolerance * low));
    assertThat(interval.high()).isCloseTo(high, within(tolerance * high));
  }

  @Property(tries = 300)
  void agreesWithCommonsStatistics(
      @ForAll @IntRange(min = 1, max = 100_000) int n,
      @ForAll @DoubleRange(max = 1) @Scale(12) double share,
      @ForAll @DoubleRange(min = 0.01, max = 0.9999) @Scale(12) double confidence) {
    int k = (int) (share * n);

    Interval interval = ClopperPearsonInterval.of(k, n, confidence);

    var reference = BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(n, k, 1 - confidence);
    assertThat(interval.low()).isCloseTo(reference.getLowerBound(), within(1e-10));
    assertThat(interval.high()).isCloseTo(reference.getUpperBound(), within(1e-10));
  }

  @Property(tries = 300)
  void isWiderThanTheProportionAndMirrors(
      @ForAll @DoubleRange(max = 1e9) @Scale(3) double successes,
      @ForAll @DoubleRange(max = 1e9) @Scale(3) double failures,
      @ForAll @DoubleRange(min = 0.01, max = 0.9999) @Scale(6) double confidence) {
    double trials = successes + failures;
    if (trials == 0) {
      return;
    }

    Interval interval = ClopperPearsonInterval.of(successes, trials, confidence);

    double p = successes / trials;
    assertThat(interval.low()).isBetween(0.0, p);
    assertThat(interval.high()).isBetween(p, 1.0);
    Interval mirrored = ClopperPearsonInterval.of(trials - successes, trials, confidence);
    double tolerance = 1e-5 * (interval.high() - interval.low()) + 1e-14;
    assertThat(mirrored.low()).isCloseTo(1 - interval.high(), within(tolerance));
    assertThat(mirrored.high()).isCloseTo(1 - interval.low(), within(tolerance));
  }

  @Test
  void nothingAndEverythingCountedGiveExactEnds() {
    for (int n = 1; n < 200; n++) {
      assertThat(ClopperPearsonInterval.of(0, n, 0.95).low()).isEqualTo(0);
      assertThat(ClopperPearsonInterval.of(n, n, 0.95).high()).isEqualTo(1);
      // (1 - p)^n = 0.025, solved by hand.
      assertThat(ClopperPearsonInterval.of(0, n, 0.95).high())
          .isCloseTo(-Math.expm1(Math.log(0.025) / n), within(1e-12));
    }
  }

  @Test
  void illegalArgumentsAreNamed() {
    assertThatThrownBy(() -> ClopperPearsonInterval.of(1, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is 1.0, it must lie between 0 and 1, both excluded");
    assertThatThrownBy(() -> ClopperPearsonInterval.of(0, 0, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trials is 0.0, it must be above 0");
    assertThatThrownBy(() -> ClopperPearsonInterval.of(3, 2, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("successes is 3.0, it must lie between 0 and trials = 2.0");
  }
}
