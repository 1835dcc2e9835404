package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.ScoreTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatesTest {

  private static final FlipCounts COUNTS = FlipCounts.of(500, 30, 70, 150, 250);

  @ParameterizedTest
  @CsvSource({
    "old_accuracy, 530, 1000",
    "new_accuracy, 570, 1000",
    "negative_flip_rate, 30, 1000",
    "positive_flip_rate, 70, 1000",
    "negative_flip_impact, 30, 430",
    "backward_trust_compatibility, 500, 530",
    "backward_error_compatibility, 400, 430",
    "churn, 350, 1000",
    "inconsistency_rate, 280, 1000"
  })
  void proportionsHaveWilsonIntervalsOnTheirOwnDenominators(String key, long part, long whole) {
    Estimate estimate = estimate(key, PairSummary.of(COUNTS));

    assertThat(estimate)
        .isEqualTo(
            Estimate.of(
                (double) part / whole,
                WilsonInterval.of((double) part, (double) whole, 0.9),
                "wilson"));
  }

  @Test
  void theChangeOfAccuracyHasAPairedInterval() {
    assertThat(estimate("accuracy_delta", PairSummary.of(COUNTS)))
        .isEqualTo(Estimate.of(0.04, PairedDifferenceInterval.of(COUNTS, 0.9), "newcombe"));
  }

  @Test
  void proportionsMayHaveExactIntervals() {
    PairSummary summary = PairSummary.of(COUNTS);
    Interval exact = ClopperPearsonInterval.of(30, 430, 0.9);

    Estimate estimate =
        Estimates.of(FlipMetric.NEGATIVE_FLIP_IMPACT, summary, 0.9, IntervalMethod.CLOPPER_PEARSON);

    assertThat(estimate.method()).isEqualTo("clopper_pearson");
    assertThat(estimate.low().getAsDouble()).isCloseTo(exact.low(), within(1e-14));
    assertThat(estimate.high().getAsDouble()).isCloseTo(exact.high(), within(1e-14));
    assertThat(
            Estimates.of(FlipMetric.ACCURACY_DELTA, summary, 0.9, IntervalMethod.CLOPPER_PEARSON))
        .isEqualTo(Estimates.of(FlipMetric.ACCURACY_DELTA, summary, 0.9));
  }

  @Test
  void theRelativeRateHasAnIntervalFromTheJointCounts() {
    assertThat(estimate("relative_negative_flip_rate", PairSummary.of(COUNTS)))
        .isEqualTo(
            Estimate.of(
                30_000 / 227_900.0, RelativeRateInterval.of(FlipTable.of(COUNTS), 0.9), "mover"));
  }

  @Test
  void ratesOfScoresHaveIntervalsAndMeansNeedSquares() {
    PairSummary scored =
        new PairSummary(
            new Content(false, false, true, false),
            50,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new ScoreTable(50, 20, 5, 4, 1)),
            Optional.empty());

    assertThat(estimate("gain_rate", scored))
        .isEqualTo(Estimate.of(0.4, WilsonInterval.of(20, 50, 0.9), "wilson"));
    assertThat(estimate("regression_rate", scored).method()).isEqualTo("wilson");
    assertThat(estimate("mean_gain", scored)).isEqualTo(Estimate.ofPoint(0.2));
    assertThat(estimate("mean_regression", scored)).isEqualTo(Estimate.ofPoint(0.2));
    assertThat(estimate("mean_score_delta", scored)).isEqualTo(Estimate.ofPoint(0.06));
  }

  @Test
  void churnWithoutLabelsHasAnIntervalToo() {
    PairSummary unlabelled =
        new PairSummary(
            new Content(false, true, false, false),
            40,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Ratio.of(10, 40, "")));

    assertThat(estimate("churn", unlabelled))
        .isEqualTo(Estimate.of(0.25, WilsonInterval.of(10, 40, 0.9), "wilson"));
  }

  @Test
  void weightedComparisonsWithoutSquaresHaveNoInterval() {
    PairSummary weighted =
        new PairSummary(
            new Content(true, true, false, true),
            1000,
            Optional.of(COUNTS),
            Optional.of(new FlipTable(50.5, 3.5, 7, 40, OptionalDouble.of(15))),
            Optional.empty(),
            Optional.empty());

    assertThat(estimate("negative_flip_rate", weighted)).isEqualTo(Estimate.ofPoint(3.5 / 101));
    assertThat(estimate("accuracy_delta", weighted)).isEqualTo(Estimate.ofPoint(3.5 / 101));
    for (FlipMetric metric : FlipMetric.values()) {
      assertThat(Estimates.haveInterval(metric, weighted)).isFalse();
    }
  }

  @Test
  void undefinedIsAValueWithItsReason() {
    assertThat(estimate("negative_flip_impact", PairSummary.of(FlipCounts.of(9, 0, 0, 0, 0))))
        .isEqualTo(Estimate.undefined("the new model makes no error"));
    assertThat(estimate("accuracy_delta", PairSummary.of(FlipCounts.ZERO)))
        .isEqualTo(Estimate.undefined("no pair was judged"));
  }

  @Test
  void resultsListWhatAppliesAtTheReportedLevel() {
    PairSummary summary = PairSummary.of(COUNTS);
    Map<FlipMetric, Estimate> expected = new EnumMap<>(FlipMetric.class);
    for (FlipMetric metric : FlipMetric.values()) {
      if (!metric.isScored() && metric != FlipMetric.FLIP_COST) {
        expected.put(metric, Estimates.of(metric, summary, 0.95));
      }
    }

    assertThat(Estimates.all(summary)).containsExactlyEntriesOf(expected).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, 0, 1})
  void confidenceIsCheckedEvenWhereNoIntervalIsMade(double confidence) {
    assertThatThrownBy(
            () ->
                Estimates.of(
                    FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE, PairSummary.of(COUNTS), confidence))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is " + confidence + ", it must lie between 0 and 1, both excluded");
  }

  private static Estimate estimate(String key, PairSummary summary) {
    return Estimates.of(FlipMetric.fromKey(key).orElseThrow(), summary, 0.9);
  }
}
