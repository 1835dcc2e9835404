package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.flipcheck.metrics.CountArbitraries;
import org.flipcheck.metrics.FlipCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceIntervalTest {

  @Provide
  Arbitrary<FlipCounts> counts() {
    return CountArbitraries.counts(1_000_000).filter(counts -> counts.n() > 0);
  }

  /**
   * (36, 12, 2, 0) is an example of Newcombe's paper; (59, 6, 16, 80) one of R's contingencytables
   * (tests/testthat/test-ch8.R, printed there as -0.1186 to -0.0046); the others, and all further
   * digits, were computed by an independent Python script from the published formula.
   */
  @ParameterizedTest
  @CsvSource({
    "36, 12, 2, 0, 0.0569295840, 0.3404276030",
    "59, 6, 16, 80, -0.1186211956, -0.0046251139",
    "14, 5, 0, 22, 0.0114832414, 0.2264926844",
    "36, 14, 0, 0, 0.1528, 0.4167",
    "2, 97, 1, 0, 0.8721, 0.9854",
    "0, 29, 1, 0, 0.6666, 0.9882",
    "54, 0, 0, 0, -0.0664, 0.0664",
    "0, 30, 0, 0, 0.8395, 1",
    "1, 1, 7, 12, -0.5069, -0.0256"
  })
  void agreesWithPublishedAndIndependentlyComputedIntervals(
      long bothRight, long newRight, long oldRight, long bothWrong, String low, String high) {
    FlipCounts counts = FlipCounts.of(bothRight, oldRight, newRight, bothWrong, 0);

    Interval interval = PairedDifferenceInterval.of(counts, 0.95);

    assertThat(interval.low()).isCloseTo(Double.parseDouble(low), within(lastDigit(low)));
    assertThat(interval.high()).isCloseTo(Double.parseDouble(high), within(lastDigit(high)));
  }

  private static double lastDigit(String decimal) {
    int point = decimal.indexOf('.');
    return point < 0 ? 1e-12 : 0.51 * Math.pow(10, point + 1 - decimal.length());
  }

  /**
   * Brute force: over every possible table of 16 pairs, how often the interval holds the true
   * difference. The paper reports mean coverage near the nominal level and no collapse.
   */
  @ParameterizedTest
  @CsvSource({
    "0.70, 0.10, 0.05, 0.15",
    "0.40, 0.20, 0.20, 0.20",
    "0.85, 0.05, 0.02, 0.08",
    "0.10, 0.30, 0.10, 0.50"
  })
  void holdsTheTruthAboutAsOftenAsItSays(double a, double b, double c, double d) {
    int n = 16;
    double covered = 0;
    for (int i = 0; i <= n; i++) {
      for (int j = 0; i + j <= n; j++) {
        for (int k = 0; i + j + k <= n; k++) {
          int rest = n - i - j - k;
          Interval interval = PairedDifferenceInterval.ofCells(i, j, k, rest, 0.95);
          if (interval.low() <= b - c && b - c <= interval.high()) {
            double ways = choose(n, i) * choose(n - i, j) * choose(n - i - j, k);
            covered += ways * Math.pow(a, i) * Math.pow(b, j) * Math.pow(c, k) * Math.pow(d, rest);
          }
        }
      }
    }

    assertThat(covered).isBetween(0.93, 1.0);
  }

  private static double choose(int n, int k) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways;
  }

  @Property
  void exchangingTheModelsChangesTheSigns(
      @ForAll("counts") FlipCounts counts,
      @ForAll @DoubleRange(min = 0.01, max = 0.999) @Scale(12) double confidence) {
    FlipCounts exchanged =
        FlipCounts.of(
            counts.bothRight(),
            counts.positiveFlips(),
            counts.negativeFlips(),
            counts.bothWrong(),
            0);

    Interval interval = PairedDifferenceInterval.of(counts, confidence);

    Interval mirrored = PairedDifferenceInterval.of(exchanged, confidence);
    assertThat(mirrored.low()).isCloseTo(-interval.high(), within(1e-12));
    assertThat(mirrored.high()).isCloseTo(-interval.low(), within(1e-12));
  }

  @Property
  void holdsTheDifferenceWithinMinusOneAndOne(
      @ForAll("counts") FlipCounts counts,
      @ForAll @DoubleRange(min = 1e-6, max = 0.999999) @Scale(12) double confidence) {
    double difference = (counts.positiveFlips() - counts.negativeFlips()) / (double) counts.n();

    Interval interval = PairedDifferenceInterval.of(counts, confidence);

    assertThat(interval.low()).isBetween(-1.0, difference);
    assertThat(interval.high()).isBetween(difference, 1.0);
  }

  @Property
  void approachesTheOrdinaryIntervalForManyPairs(@ForAll("counts") FlipCounts counts) {
    double billion = 1e9;
    FlipCounts c = counts;
    double n = c.n();
    double difference = (c.positiveFlips() - c.negativeFlips()) / n;
    double discordant = (c.positiveFlips() + c.negativeFlips()) / n;
    double standardError = Math.sqrt((discordant - difference * difference) / (n * billion));

    Interval interval =
        PairedDifferenceInterval.ofCells(
            c.bothRight() * billion,
            c.positiveFlips() * billion,
            c.negativeFlips() * billion,
            c.bothWrong() * billion,
            0.95);

    assertThat(interval.low()).isCloseTo(difference - 1.959964 * standardError, within(1e-7));
    assertThat(interval.high()).isCloseTo(difference + 1.959964 * standardError, within(1e-7));
  }

  @Test
  void withoutDiscordantPairsItIsNotAPoint() {
    Interval interval = PairedDifferenceInterval.of(FlipCounts.of(900, 0, 0, 100, 0), 0.95);

    assertThat(interval.low()).isNegative().isEqualTo(-interval.high());
  }

  @Test
  void withoutPairsThereIsNone() {
    assertThatThrownBy(() -> PairedDifferenceInterval.of(FlipCounts.ZERO, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an interval needs at least one pair");
  }

  @Test
  void confidenceThatIsNoNumberIsRefused() {
    FlipCounts counts = FlipCounts.of(1, 2, 3, 4, 5);

    assertThatThrownBy(() -> PairedDifferenceInterval.of(counts, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is NaN, it must lie between 0 and 1, both excluded");
  }
}
