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

class WilsonIntervalTest {

  /** By definition the ends are the proportions that the score test only just does not reject. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.95, 0.999})
  void endsAreWhereTheScoreTestStartsToReject(double confidence) {
    double z = NormalQuantile.ofTwoSided(confidence);
    for (int n = 1; n <= 40; n++) {
      for (int x = 0; x <= n; x++) {
        Interval interval = WilsonInterval.of(x, n, confidence);
        double p = (double) x / n;

        assertThat(interval.low()).isCloseTo(edge(p, n, z, 0), within(1e-12));
        assertThat(interval.high()).isCloseTo(edge(p, n, z, 1), within(1e-12));
      }
    }
  }

  /** Bisects between the observed proportion, never rejected, and 0 or 1. */
  private static double edge(double observed, int n, double z, double rejected) {
    double accepted = observed;
    for (int i = 0; i < 200; i++) {
      double middle = (accepted + rejected) / 2;
      if (Math.abs(observed - middle) <= z * Math.sqrt(middle * (1 - middle) / n)) {
        accepted = middle;
      } else {
        rejected = middle;
      }
    }
    return accepted;
  }

  @Property
  void agreesWithCommonsStatistics(
      @ForAll @IntRange(min = 1, max = 1_000_000) int n,
      @ForAll @DoubleRange(max = 1) @Scale(12) double share,
      @ForAll @DoubleRange(min = 0.01, max = 0.9999) @Scale(12) double confidence) {
    int x = (int) (share * n);

    Interval interval = WilsonInterval.of(x, n, confidence);

    var reference = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(n, x, 1 - confidence);
    assertThat(interval.low()).isCloseTo(reference.getLowerBound(), within(1e-13));
    assertThat(interval.high()).isCloseTo(reference.getUpperBound(), within(1e-13));
  }

  /** References: mpmath 1.3.0, 60 digits, the formula of the class comment. */
  @ParameterizedTest
  @CsvSource({
    "3, 1e12, 0.95, 1.0202707283648329e-12, 8.8211880922914875e-12",
    "0, 20, 0.95, 0, 0.16112515805281939",
    "17, 1234, 0.99, 0.0074647344141532227, 0.02528857335781822",
    "999999999999, 1e12, 0.9, 0.99999999999551755, 0.99999999999977691",
    "5e15, 9007199254740992, 0.95, 0.55511150204970638, 0.55511152257545012",
    "1, 3, 0.5, 0.18281725015861318, 0.52774182314060893"
  })
  void agreesWithArithmeticOfSixtyDigits(
      double x, double n, double confidence, double low, double high) {
    Interval interval = WilsonInterval.of(x, n, confidence);

    assertThat(interval.low()).isCloseTo(low, within(2e-15 * low));
    assertThat(interval.high()).isCloseTo(high, within(2e-15 * high));
  }

  @Property
  void holdsTheProportionWithinZeroAndOneAndMirrors(
      @ForAll @DoubleRange(max = 1e9) @Scale(12) double successes,
      @ForAll @DoubleRange(max = 1e9) @Scale(12) double failures,
      @ForAll @DoubleRange(min = 1e-9, max = 0.999999) @Scale(12) double confidence) {
    double trials = successes + failures;
    if (trials == 0) {
      return;
    }

    Interval interval = WilsonInterval.of(successes, trials, confidence);

    assertThat(interval.low()).isBetween(0.0, successes / trials);
    assertThat(interval.high()).isBetween(successes / trials, 1.0);
    Interval mirrored = WilsonInterval.of(trials - successes, trials, confidence);
    assertThat(mirrored.low()).isCloseTo(1 - interval.high(), within(1e-12));
    assertThat(mirrored.high()).isCloseTo(1 - interval.low(), within(1e-12));
  }

  @Property
  void moreTrialsNarrowAndMoreConfidenceWidens(
      @ForAll @IntRange(min = 1, max = 10_000) int n,
      @ForAll @DoubleRange(max = 1) @Scale(12) double share) {
    int x = (int) (share * n);
    Interval interval = WilsonInterval.of(x, n, 0.95);
    Interval ofMore = WilsonInterval.of(3.0 * x, 3.0 * n, 0.95);
    Interval surer = WilsonInterval.of(x, n, 0.99);

    assertThat(ofMore.low()).isGreaterThanOrEqualTo(interval.low());
    assertThat(ofMore.high()).isLessThanOrEqualTo(interval.high());
    assertThat(surer.low()).isLessThanOrEqualTo(interval.low());
    assertThat(surer.high()).isGreaterThanOrEqualTo(interval.high());
  }

  @Test
  void nothingAndEverythingCountedGiveExactEnds() {
    for (int n = 1; n < 200; n++) {
      assertThat(WilsonInterval.of(0, n, 0.95).low()).isEqualTo(0);
      assertThat(WilsonInterval.of(n, n, 0.95).high()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -Double.MIN_VALUE, 0, 1, 1.0000000000000002})
  void confidenceLiesStrictlyBetweenZeroAndOne(double confidence) {
    assertThatThrownBy(() -> WilsonInterval.of(1, 2, confidence))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is " + confidence + ", it must lie between 0 and 1, both excluded");
  }

  @Test
  void confidencesNextToTheEdgesAreFine() {
    assertThat(WilsonInterval.of(1, 2, Double.MIN_NORMAL)).isEqualTo(new Interval(0.5, 0.5));
    Interval almostSure = WilsonInterval.of(1, 2, Math.nextDown(1.0));
    assertThat(almostSure.low()).isBetween(0.0, 0.1);
    assertThat(almostSure.high()).isBetween(0.9, 1.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1, 0, Double.POSITIVE_INFINITY})
  void trialsAreNeeded(double trials) {
    assertThatThrownBy(() -> WilsonInterval.of(0, trials, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trials is " + trials + ", it must be above 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -Double.MIN_VALUE, 10.000000000000002})
  void successesAreSomeOfTheTrials(double successes) {
    assertThatThrownBy(() -> WilsonInterval.of(successes, 10, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("successes is " + successes + ", it must lie between 0 and trials = 10.0");
  }
}
