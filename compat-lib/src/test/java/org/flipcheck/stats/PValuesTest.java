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
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.flipcheck.metrics.CountArbitraries;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.junit.jupiter.api.Test;

class PValuesTest {

  @Provide
  Arbitrary<FlipCounts> counts() {
    return CountArbitraries.counts(2_000).filter(counts -> counts.n() > 0);
  }

  /** The promise of the class, for every metric, method and level. */
  @Property(tries = 300)
  void aPValueIsSmallExactlyWhereTheIntervalIsBeyondTheLimit(
      @ForAll("counts") FlipCounts counts,
      @ForAll FlipMetric metric,
      @ForAll IntervalMethod method,
      @ForAll @DoubleRange(min = -0.2, max = 1.2) @Scale(6) double limit,
      @ForAll @DoubleRange(min = 0.5, max = 0.999) @Scale(6) double confidence) {
    PairSummary summary = PairSummary.of(counts);
    Estimate estimate = Estimates.of(metric, summary, confidence, method);
    if (metric.isScored() || estimate.low().isEmpty()) {
      assertThat(PValues.atMost(metric, summary, limit, method)).isEmpty();
      return;
    }
    double tail = (1 - confidence) / 2;
    double low = estimate.low().getAsDouble();
    double high = estimate.high().getAsDouble();
    if (Math.abs(low - limit) < 1e-9 || Math.abs(high - limit) < 1e-9) {
      return;
    }

    double atMost = PValues.atMost(metric, summary, limit, method).getAsDouble();
    double atLeast = PValues.atLeast(metric, summary, limit, method).getAsDouble();

    assertThat(atMost <= tail).as("p = %s", atMost).isEqualTo(low > limit);
    assertThat(atLeast <= tail).as("p = %s", atLeast).isEqualTo(high < limit);
  }

  @Test
  void theExactTestIsTheBinomialSum() {
    BinomialDistribution atLimit = BinomialDistribution.of(40, 0.1);
    for (int k = 0; k <= 40; k++) {
      assertThat(ClopperPearsonInterval.pAtMost(k, 40, 0.1))
          .isCloseTo(k == 0 ? 1 : atLimit.survivalProbability(k - 1), within(1e-13));
      assertThat(ClopperPearsonInterval.pAtLeast(k, 40, 0.1))
          .isCloseTo(atLimit.cumulativeProbability(k), within(1e-13));
    }
  }

  /** (0.02 − 0.01)/√(0.01 · 0.99/1000) = 3.178209 deviations; SciPy 1.17.1, norm.sf. */
  @Test
  void theScoreTestIsNormal() {
    assertThat(WilsonInterval.pAtMost(20, 1000, 0.01))
        .isCloseTo(0.0007409403873601937, within(1e-15));
    assertThat(WilsonInterval.pAtLeast(20, 1000, 0.01))
        .isCloseTo(1 - 0.0007409403873601937, within(1e-15));
  }

  @Property
  void bothHypothesesTogetherAreCertain(
      @ForAll("counts") FlipCounts counts,
      @ForAll @DoubleRange(min = -0.9, max = 0.9) @Scale(6) double limit) {
    PairSummary summary = PairSummary.of(counts);
    double atMost = wilson(FlipMetric.ACCURACY_DELTA, summary, limit, true);
    double atLeast = wilson(FlipMetric.ACCURACY_DELTA, summary, limit, false);

    assertThat(atMost + atLeast).isCloseTo(1, within(1e-12));
  }

  /** Exchanging the models turns "at most L" into "at least −L". */
  @Property(tries = 200)
  void mirroredModelsHaveMirroredPValues(
      @ForAll("counts") FlipCounts c,
      @ForAll @DoubleRange(min = -0.5, max = 0.5) @Scale(6) double limit) {
    FlipCounts mirrored =
        FlipCounts.of(c.bothRight(), c.positiveFlips(), c.negativeFlips(), c.bothWrong(), 0);

    assertThat(wilson(FlipMetric.ACCURACY_DELTA, PairSummary.of(mirrored), -limit, false))
        .isCloseTo(wilson(FlipMetric.ACCURACY_DELTA, PairSummary.of(c), limit, true), within(1e-9));
  }

  private static double wilson(
      FlipMetric metric, PairSummary summary, double limit, boolean atMost) {
    return (atMost
            ? PValues.atMost(metric, summary, limit, IntervalMethod.WILSON)
            : PValues.atLeast(metric, summary, limit, IntervalMethod.WILSON))
        .getAsDouble();
  }

  @Test
  void limitsAtTheEdgesAreCertainties() {
    PairSummary none = PairSummary.of(FlipCounts.of(90, 0, 0, 10, 0));
    PairSummary some = PairSummary.of(FlipCounts.of(90, 1, 0, 9, 0));
    for (IntervalMethod method : IntervalMethod.values()) {
      assertThat(PValues.atMost(FlipMetric.NEGATIVE_FLIP_RATE, none, 0, method)).hasValue(1);
      assertThat(PValues.atMost(FlipMetric.NEGATIVE_FLIP_RATE, some, 0, method)).hasValue(0);
      assertThat(PValues.atLeast(FlipMetric.NEGATIVE_FLIP_RATE, some, 0, method)).hasValue(1);
      assertThat(PValues.atLeast(FlipMetric.NEGATIVE_FLIP_RATE, some, 1, method)).hasValue(0);
      assertThat(PValues.atMost(FlipMetric.NEGATIVE_FLIP_RATE, none, -0.1, method)).hasValue(0);
      assertThat(PValues.atLeast(FlipMetric.NEGATIVE_FLIP_RATE, none, 1.1, method)).hasValue(0);
    }
  }

  @Test
  void overwhelmingEvidenceIsTinyAndNotAnError() {
    PairSummary broken = PairSummary.of(FlipCounts.of(0, 1_000_000, 0, 0, 0));

    assertThat(wilson(FlipMetric.ACCURACY_DELTA, broken, 0.5, false)).isBetween(0.0, 1e-300);
  }

  @Test
  void aLimitIsANumber() {
    assertThatThrownBy(
            () ->
                PValues.atMost(
                    FlipMetric.ACCURACY_DELTA,
                    PairSummary.of(FlipCounts.of(1, 1, 1, 1, 1)),
                    Double.NaN,
                    IntervalMethod.WILSON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit is NaN, it must be a number");
  }
}
