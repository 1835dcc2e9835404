package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.flipcheck.metrics.FlipMetric.Kind;
import org.flipcheck.metrics.PairSummary.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlipMetricsTest {

  /** Cells chosen so that no two metrics agree. */
  private static final FlipCounts APART = FlipCounts.of(500, 30, 70, 150, 250);

  private static final Offset<Double> ROUNDING = within(1e-12);

  @Provide
  Arbitrary<FlipCounts> counts() {
    return CountArbitraries.counts(1_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "old_accuracy,530,1000",
    "new_accuracy,570,1000",
    "accuracy_delta,40,1000",
    "negative_flip_rate,30,1000",
    "positive_flip_rate,70,1000",
    "negative_flip_impact,30,430",
    "relative_negative_flip_rate,30000,227900",
    "backward_trust_compatibility,500,530",
    "backward_error_compatibility,400,430",
    "churn,350,1000",
    "inconsistency_rate,280,1000"
  })
  void everyMetricHasItsOwnNumeratorAndDenominator(
      String key, double numerator, double denominator) {
    FlipMetric metric = FlipMetric.fromKey(key).orElseThrow();

    assertThat(metric.of(PairSummary.of(APART))).isEqualTo(new Ratio(numerator, denominator, ""));
  }

  @Property
  void identitiesOfTheLiteratureHold(@ForAll("counts") FlipCounts counts) {
    if (counts.n() == 0) {
      return;
    }
    double n = counts.n();
    double oldAccuracy = value(FlipMetric.OLD_ACCURACY, counts);
    double newAccuracy = value(FlipMetric.NEW_ACCURACY, counts);
    double nfr = value(FlipMetric.NEGATIVE_FLIP_RATE, counts);
    double pfr = value(FlipMetric.POSITIVE_FLIP_RATE, counts);
    double different = counts.bothWrongDifferent().getAsLong() / n;

    assertThat(nfr - pfr).isCloseTo(oldAccuracy - newAccuracy, ROUNDING);
    assertThat(value(FlipMetric.ACCURACY_DELTA, counts))
        .isCloseTo(newAccuracy - oldAccuracy, ROUNDING);
    assertThat(value(FlipMetric.INCONSISTENCY_RATE, counts)).isCloseTo(nfr + different, ROUNDING);
    assertThat(value(FlipMetric.CHURN, counts)).isCloseTo(nfr + pfr + different, ROUNDING);
    assertThat(nfr).isGreaterThanOrEqualTo(Math.max(0, oldAccuracy - newAccuracy) - 1e-12);
    assertThat(nfr).isLessThanOrEqualTo(Math.min(oldAccuracy, 1 - newAccuracy) + 1e-12);
  }

  @Property
  void compatibilitiesAreComplementsOfFlips(@ForAll("counts") FlipCounts counts) {
    PairSummary summary = PairSummary.of(counts);
    OptionalDouble trust = FlipMetric.BACKWARD_TRUST_COMPATIBILITY.of(summary).value();
    OptionalDouble impact = FlipMetric.NEGATIVE_FLIP_IMPACT.of(summary).value();
    OptionalDouble relative = FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE.of(summary).value();
    long oldRight = counts.bothRight() + counts.negativeFlips();
    long newWrong = counts.bothWrong() + counts.negativeFlips();

    assertThat(trust.isPresent()).isEqualTo(oldRight > 0);
    assertThat(impact.isPresent()).isEqualTo(newWrong > 0);
    assertThat(relative.isPresent()).isEqualTo(oldRight > 0 && newWrong > 0);
    trust.ifPresent(
        btc -> assertThat(btc).isCloseTo(1 - counts.negativeFlips() / (double) oldRight, ROUNDING));
    impact.ifPresent(
        nfi ->
            assertThat(nfi)
                .isCloseTo(1 - value(FlipMetric.BACKWARD_ERROR_COMPATIBILITY, counts), ROUNDING));
    if (relative.isPresent()) {
      double newErrorRate = newWrong / (double) counts.n();
      assertThat(relative.getAsDouble())
          .isCloseTo(impact.getAsDouble() / value(FlipMetric.OLD_ACCURACY, counts), within(1e-9))
          .isCloseTo((1 - trust.getAsDouble()) / newErrorRate, within(1e-9));
    }
  }

  @Property
  void proportionsAreSharesOfWholeNumbers(@ForAll("counts") FlipCounts counts) {
    for (FlipMetric metric : FlipMetric.values()) {
      if (metric.kind() == Kind.PROPORTION && metric.appliesTo(Content.CLASSIFICATION)) {
        Ratio ratio = metric.of(PairSummary.of(counts));
        assertThat(ratio.numerator()).isBetween(0.0, ratio.denominator());
        assertThat(ratio.numerator()).isEqualTo(Math.rint(ratio.numerator()));
        assertThat(ratio.isDefined()).isEqualTo(ratio.denominator() > 0);
      }
    }
  }

  @Test
  void perfectModelsLeaveQuotientsUndefinedWithTheReason() {
    PairSummary perfect = PairSummary.of(FlipCounts.of(9, 0, 0, 0, 0));

    assertThat(FlipMetric.NEGATIVE_FLIP_IMPACT.of(perfect).undefinedBecause())
        .isEqualTo("the new model makes no error");
    assertThat(FlipMetric.BACKWARD_ERROR_COMPATIBILITY.of(perfect).value()).isEmpty();
    assertThat(FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE.of(perfect).undefinedBecause())
        .isEqualTo("the old model is never right or the new model never wrong");
    assertThat(FlipMetric.BACKWARD_TRUST_COMPATIBILITY.of(perfect).value()).hasValue(1);
  }

  @Test
  void aHopelessOldModelHasNoTrustToLose() {
    PairSummary hopeless = PairSummary.of(FlipCounts.of(0, 0, 4, 5, 0));

    assertThat(FlipMetric.BACKWARD_TRUST_COMPATIBILITY.of(hopeless).undefinedBecause())
        .isEqualTo("the old model is never right");
  }

  @ParameterizedTest
  @EnumSource(FlipMetric.class)
  void withoutPairsNothingIsDefinedAndNothingIsNotANumber(FlipMetric metric) {
    PairSummary nothing = new PairTally(new Content(true, true, true, false)).summary();

    assertThat(metric.of(nothing).value()).isEmpty();
    assertThat(metric.of(nothing).undefinedBecause()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(FlipMetric.class)
  void keysReadBack(FlipMetric metric) {
    assertThat(FlipMetric.fromKey(metric.key())).contains(metric);
    assertThat(FlipMetric.fromKey(metric.name())).isEmpty();
  }

  @Test
  void metricsAppearWhereTheDataHaveThem() {
    assertThat(Arrays.stream(FlipMetric.values()).filter(FlipMetric::isScored))
        .containsExactly(
            FlipMetric.MEAN_SCORE_DELTA,
            FlipMetric.GAIN_RATE,
            FlipMetric.REGRESSION_RATE,
            FlipMetric.MEAN_GAIN,
            FlipMetric.MEAN_REGRESSION);
    Content unlabelled = new Content(false, true, false, false);
    assertThat(Arrays.stream(FlipMetric.values()).filter(metric -> metric.appliesTo(unlabelled)))
        .containsExactly(FlipMetric.CHURN);
  }

  @Test
  void unknownAnswersLeaveChurnUndefinedAndTheRestAsItWas() {
    PairSummary unknown = PairSummary.of(new FlipCounts(500, 30, 70, 400, OptionalLong.empty()));

    assertThat(FlipMetric.CHURN.of(unknown).value()).isEmpty();
    assertThat(FlipMetric.INCONSISTENCY_RATE.of(unknown).value()).isEmpty();
    assertThat(FlipMetric.BACKWARD_ERROR_COMPATIBILITY.of(unknown))
        .isEqualTo(new Ratio(400, 430, ""));
  }

  private static double value(FlipMetric metric, FlipCounts counts) {
    return metric.of(PairSummary.of(counts)).value().getAsDouble();
  }
}
