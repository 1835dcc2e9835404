package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleSizeTest {

  @Property(tries = 300)
  void isTheFirstNumberThatDecidesAProportion(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(max = 60) int flips,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) @Scale(12) double limit) {
    int negative = Math.min(flips, n);
    PairSummary summary = PairSummary.of(FlipCounts.of(n - negative, negative, 0, 0, 0));
    Predicate<Interval> decides = interval -> interval.high() <= limit || interval.low() > limit;

    OptionalLong needed =
        SampleSize.deciding(FlipMetric.NEGATIVE_FLIP_RATE, summary, 0.95, decides);

    double rate = (double) negative / n;
    if (Math.abs(rate - limit) < 0.005) {
      return; // too many to count up to
    }
    long first = n + 1L;
    while (!decides.test(WilsonInterval.of((double) first * negative / n, (double) first, 0.95))) {
      first++;
    }
    assertThat(needed).hasValue(first);
  }

  /** n = z² L(1 − L) / (p − L)², from the score test that the interval inverts. */
  @Test
  void agreesWithTheClosedFormForAProportion() {
    PairSummary summary = PairSummary.of(FlipCounts.of(8000, 190, 0, 1810, 0));
    double closedForm = Math.pow(1.959963984540054, 2) * 0.02 * 0.98 / (0.001 * 0.001);

    assertThat(
            SampleSize.deciding(
                FlipMetric.NEGATIVE_FLIP_RATE, summary, 0.95, interval -> interval.high() <= 0.02))
        .hasValue((long) Math.ceil(closedForm));
  }

  @Property(tries = 200)
  void isTheFirstNumberThatDecidesAPairedDifference(
      @ForAll @IntRange(max = 30) int bothRight,
      @ForAll @IntRange(max = 30) int negative,
      @ForAll @IntRange(max = 30) int positive,
      @ForAll @IntRange(min = 1, max = 30) int bothWrong,
      @ForAll @DoubleRange(min = -0.9, max = 0.9) @Scale(12) double limit) {
    FlipCounts counts = FlipCounts.of(bothRight, negative, positive, bothWrong, 0);
    double n = counts.n();
    Predicate<Interval> decides = interval -> interval.low() >= limit || interval.high() < limit;
    if (Math.abs((positive - negative) / n - limit) < 0.01) {
      return;
    }

    OptionalLong needed =
        SampleSize.deciding(FlipMetric.ACCURACY_DELTA, PairSummary.of(counts), 0.95, decides);

    long first = counts.n() + 1;
    while (!decides.test(
        PairedDifferenceInterval.ofCells(
            bothRight * (first / n),
            positive * (first / n),
            negative * (first / n),
            bothWrong * (first / n),
            0.95))) {
      first++;
    }
    assertThat(needed).hasValue(first);
  }

  @Test
  void countsAllExamplesAndNotOnlyThoseBelowTheLine() {
    FlipCounts counts = FlipCounts.of(850, 30, 20, 60, 40);
    FlipCounts tenfold = FlipCounts.of(8500, 300, 200, 600, 400);
    Predicate<Interval> decides = interval -> interval.high() <= 0.25;

    OptionalLong needed =
        SampleSize.deciding(FlipMetric.NEGATIVE_FLIP_IMPACT, PairSummary.of(counts), 0.95, decides);

    assertThat(needed.getAsLong()).isBetween(1_001L, 10_000L * 100);
    assertThat(
            SampleSize.deciding(
                FlipMetric.NEGATIVE_FLIP_IMPACT, PairSummary.of(tenfold), 0.95, decides))
        .isEqualTo(needed);
    double share = 130 / 1000.0;
    double errors = needed.getAsLong() * share;
    assertThat(WilsonInterval.of(errors * 30 / 130, errors, 0.95).high()).isLessThanOrEqualTo(0.25);
    double fewer = (needed.getAsLong() - 1) * share;
    assertThat(WilsonInterval.of(fewer * 30 / 130, fewer, 0.95).high()).isGreaterThan(0.25);
  }

  @Test
  void noNumberDecidesWhatLiesOnTheLimit() {
    PairSummary summary = PairSummary.of(FlipCounts.of(98, 2, 0, 0, 0));

    assertThat(
            SampleSize.deciding(
                FlipMetric.NEGATIVE_FLIP_RATE,
                summary,
                0.95,
                interval -> interval.high() <= 0.02 || interval.low() > 0.02))
        .isEmpty();
    assertThat(
            SampleSize.deciding(
                FlipMetric.NEGATIVE_FLIP_RATE,
                summary,
                0.95,
                interval -> interval.high() <= 0.02 + 1e-8))
        .isEmpty();
  }

  @Test
  void noNumberDecidesWhatHasNoValueOrNoInterval() {
    PairSummary perfect = PairSummary.of(FlipCounts.of(98, 0, 2, 0, 0));

    assertThat(SampleSize.deciding(FlipMetric.NEGATIVE_FLIP_IMPACT, perfect, 0.95, i -> true))
        .isEmpty();
    assertThat(
            SampleSize.deciding(
                FlipMetric.MEAN_GAIN,
                PairSummary.of(FlipCounts.of(5, 4, 3, 2, 1)),
                0.95,
                i -> true))
        .isEmpty();
  }

  /** Brute force over all that 200 examples could have shown. */
  @ParameterizedTest
  @EnumSource(IntervalMethod.class)
  void theExtremesOfAProportionAreThoseOfEveryPossibleCount(IntervalMethod method) {
    PairSummary summary = PairSummary.of(FlipCounts.of(170, 10, 5, 15, 0));
    double z = NormalQuantile.ofTwoSided(0.95);
    int highestPassing = -1;
    int lowestFailing = 201;
    for (int k = 0; k <= 200; k++) {
      Interval interval = method.interval(k, 200, z);
      highestPassing = interval.high() <= 0.06 ? k : highestPassing;
      lowestFailing = interval.low() > 0.06 ? Math.min(lowestFailing, k) : lowestFailing;
    }

    assertThat(
            SampleSize.highest(
                FlipMetric.NEGATIVE_FLIP_RATE, summary, 0.95, method, i -> i.high() <= 0.06))
        .hasValue(highestPassing / 200.0);
    assertThat(
            SampleSize.lowest(
                FlipMetric.NEGATIVE_FLIP_RATE, summary, 0.95, method, i -> i.low() > 0.06))
        .hasValue(lowestFailing / 200.0);
    assertThat(highestPassing).isBetween(1, lowestFailing - 2);
  }

  @Test
  void theExtremesOfADifferenceKeepTheNumberOfFlips() {
    PairSummary summary = PairSummary.of(FlipCounts.of(800, 40, 30, 130, 0));

    double lowest =
        SampleSize.lowest(
                FlipMetric.ACCURACY_DELTA,
                summary,
                0.95,
                IntervalMethod.WILSON,
                i -> i.low() >= -0.01)
            .getAsDouble();

    long positive = Math.round((1000 * lowest + 70) / 2);
    assertThat(lowOfDifference(positive)).isGreaterThanOrEqualTo(-0.01);
    assertThat(lowOfDifference(positive - 1)).isLessThan(-0.01);
  }

  private static double lowOfDifference(long positive) {
    return PairedDifferenceInterval.of(FlipCounts.of(800, 70 - positive, positive, 130, 0), 0.95)
        .low();
  }

  @Test
  void whatCannotBeShownHasNoExtreme() {
    PairSummary few = PairSummary.of(FlipCounts.of(8, 1, 0, 1, 0));

    assertThat(
            SampleSize.highest(
                FlipMetric.NEGATIVE_FLIP_RATE,
                few,
                0.95,
                IntervalMethod.WILSON,
                i -> i.high() <= 0.01))
        .isEmpty();
    assertThat(
            SampleSize.lowest(
                FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE,
                few,
                0.95,
                IntervalMethod.WILSON,
                i -> true))
        .isEmpty();
  }
}
