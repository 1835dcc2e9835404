package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.ReplicateSpread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupedSampleTest {

  private static final int REPLICATES = 1000;

  private static GroupedExamples draw(int groups, int least, int most, double correlation) {
    return new GroupedExamples.Population(0.1, correlation)
        .draw(groups, least, most, new SplittableRandom(11));
  }

  private static Interval interval(FlipMetric metric, PairSummary summary, double factor) {
    double z = NormalQuantile.ofTwoSided(0.95);
    return Intervals.of(metric, summary, factor, IntervalMethod.WILSON, z).orElseThrow();
  }

  private static double numerator(
      FlipMetric metric, PairSummary all, Map<FlipOutcome, Integer> of) {
    GroupedExamples one = new GroupedExamples();
    one.add(of);
    double value = metric.of(all).value().getAsDouble();
    var ratio = metric.of(one.plain());
    return ratio.numerator() - value * ratio.denominator();
  }

  /** The linearised cluster-robust variance, from the groups themselves. */
  private static double robustVariance(FlipMetric metric, GroupedExamples examples) {
    PairSummary all = examples.plain();
    double squares = 0;
    for (Map<FlipOutcome, Integer> group : examples.groups()) {
      double residual = numerator(metric, all, group);
      squares += residual * residual;
    }
    double units = metric.of(all).denominator();
    return squares / units / units;
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "OLD_ACCURACY",
        "NEW_ACCURACY",
        "ACCURACY_DELTA",
        "NEGATIVE_FLIP_RATE",
        "POSITIVE_FLIP_RATE",
        "NEGATIVE_FLIP_IMPACT",
        "BACKWARD_TRUST_COMPATIBILITY",
        "BACKWARD_ERROR_COMPATIBILITY",
        "CHURN",
        "INCONSISTENCY_RATE"
      })
  void varianceIsTheClusterRobustOne(FlipMetric metric) {
    GroupedExamples examples = draw(300, 1, 40, 0.3);
    ReplicateSpread spread = ReplicateSpread.of(metric, examples.summary(20_000, 5)).orElseThrow();
    // A variance of 20,000 replicates is 1 % off (one standard deviation).
    assertThat(spread.variance() / robustVariance(metric, examples)).isCloseTo(1, within(0.04));
  }

  @Test
  void effectiveGroupsAreKishs() {
    GroupedExamples examples = draw(300, 1, 40, 0.3);
    double squares = 0;
    double all = 0;
    for (Map<FlipOutcome, Integer> group : examples.groups()) {
      double size = group.values().stream().mapToInt(Integer::intValue).sum();
      all += size;
      squares += size * size;
    }
    ReplicateSpread spread =
        ReplicateSpread.of(FlipMetric.NEGATIVE_FLIP_RATE, examples.summary(20_000, 5))
            .orElseThrow();
    assertThat(spread.effectiveGroups() / (all * all / squares)).isCloseTo(1, within(0.04));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "NEGATIVE_FLIP_RATE",
        "ACCURACY_DELTA",
        "NEGATIVE_FLIP_IMPACT",
        "NEW_ACCURACY",
        "RELATIVE_NEGATIVE_FLIP_RATE"
      })
  void groupsOfOneExampleGiveTheAnalyticInterval(FlipMetric metric) {
    GroupedExamples examples = draw(20_000, 1, 1, 0);
    Interval analytic = interval(metric, examples.plain(), 1);
    Interval grouped = interval(metric, examples.summary(REPLICATES, 5), 1);
    double width = analytic.high() - analytic.low();
    // Never narrower; a variance of 1,000 replicates is 4.5 % off, its root half of that.
    assertThat(grouped.low()).isBetween(analytic.low() - 0.05 * width, analytic.low() + 1e-12);
    assertThat(grouped.high()).isBetween(analytic.high() - 1e-12, analytic.high() + 0.05 * width);
  }

  @Test
  void groupsOfLikeExamplesCountAsOneExampleEach() {
    GroupedExamples examples = new GroupedExamples();
    for (int g = 0; g < 1000; g++) {
      FlipOutcome outcome = g < 100 ? FlipOutcome.NEGATIVE_FLIP : FlipOutcome.BOTH_RIGHT;
      examples.add(Map.of(outcome, 50));
    }
    Interval grouped = interval(FlipMetric.NEGATIVE_FLIP_RATE, examples);
    Interval ofGroups = WilsonInterval.of(100, 1000, 0.95);
    double width = ofGroups.high() - ofGroups.low();
    assertThat(grouped.low()).isCloseTo(ofGroups.low(), within(0.04 * width));
    assertThat(grouped.high()).isCloseTo(ofGroups.high(), within(0.04 * width));
  }

  private static Interval interval(FlipMetric metric, GroupedExamples examples) {
    return interval(metric, examples.summary(REPLICATES, 5), 1);
  }

  @Test
  void whereNothingFlippedEachGroupIsOneExample() {
    GroupedExamples examples = new GroupedExamples();
    for (int g = 0; g < 50; g++) {
      examples.add(Map.of(FlipOutcome.BOTH_RIGHT, 20));
    }
    Interval rate = interval(FlipMetric.NEGATIVE_FLIP_RATE, examples);
    assertThat(rate.low()).isZero();
    assertThat(rate.high()).isCloseTo(WilsonInterval.of(0, 49 * 0.951, 0.95).high(), within(0.01));
    Interval delta = interval(FlipMetric.ACCURACY_DELTA, examples);
    assertThat(delta.low()).isNegative();
    assertThat(delta.high()).isPositive();
  }

  @Test
  void oneGroupSaysNothing() {
    GroupedExamples examples = new GroupedExamples();
    examples.add(Map.of(FlipOutcome.BOTH_RIGHT, 900, FlipOutcome.NEGATIVE_FLIP, 100));
    Interval rate = interval(FlipMetric.NEGATIVE_FLIP_RATE, examples);
    assertThat(rate.low()).isLessThan(0.001);
    assertThat(rate.high()).isGreaterThan(0.99);
    assertThat(examples.replicates(REPLICATES, 5).isOneGroup(1000)).isTrue();
    examples.add(Map.of(FlipOutcome.BOTH_RIGHT, 1));
    assertThat(examples.replicates(REPLICATES, 5).isOneGroup(1001)).isFalse();
  }

  @Test
  void relativeRateHasTheVarianceOfItsLogarithm() {
    GroupedExamples examples = draw(300, 1, 40, 0.3);
    FlipTable all = examples.plain().table().orElseThrow();
    double squares = 0;
    for (Map<FlipOutcome, Integer> group : examples.groups()) {
      GroupedExamples one = new GroupedExamples();
      one.add(group);
      FlipTable t = one.plain().table().orElseThrow();
      double part =
          t.negativeFlips() / all.negativeFlips()
              + t.n() / all.n()
              - t.oldRight() / all.oldRight()
              - t.newWrong() / all.newWrong();
      squares += part * part;
    }
    ReplicateSpread spread =
        ReplicateSpread.of(FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE, examples.summary(20_000, 5))
            .orElseThrow();
    assertThat(spread.variance() / squares).isCloseTo(1, within(0.04));
  }

  @Test
  void relativeRateWithoutFlipsHasAnUpperEnd() {
    GroupedExamples none = new GroupedExamples();
    for (int g = 0; g < 100; g++) {
      none.add(Map.of(FlipOutcome.BOTH_RIGHT, 9, FlipOutcome.BOTH_WRONG_SAME, 1));
    }
    Interval ofNone = interval(FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE, none);
    assertThat(ofNone.low()).isZero();
    assertThat(ofNone.high()).isGreaterThan(0.1);
  }

  /** A p-value is half of what the interval's level leaves where the interval meets the limit. */
  @Test
  void pValuesKeepInStepWithIntervals() {
    PairSummary summary = draw(60, 5, 35, 0.3).summary(REPLICATES, 5);
    for (FlipMetric metric : GroupedCoverage.METRICS) {
      double high = interval(metric, summary, 1).high();
      double p = PValues.atLeast(metric, summary, high, IntervalMethod.WILSON).getAsDouble();
      assertThat(p).as(metric.key()).isCloseTo(0.025, within(1e-6));
    }
  }

  @Test
  void estimatesNameTheMethod() {
    Estimate estimate =
        Estimates.of(
            FlipMetric.NEGATIVE_FLIP_RATE, draw(100, 5, 35, 0.1).summary(REPLICATES, 5), 0.95);
    assertThat(estimate.method()).isEqualTo("poisson_bootstrap");
    assertThat(estimate.low()).isPresent();
  }

  @Test
  void moreGroupsOfTheKindNarrowTheInterval() {
    PairSummary summary = draw(100, 5, 35, 0.3).summary(REPLICATES, 5);
    for (FlipMetric metric : GroupedCoverage.METRICS) {
      Interval now = interval(metric, summary, 1);
      Interval then = interval(metric, summary, 16);
      double ratio = (now.high() - now.low()) / (then.high() - then.low());
      assertThat(ratio).as(metric.key()).isBetween(3.8, 5.0);
    }
  }

  @Test
  void testOfAccuracySeesGroups() {
    GroupedExamples alike = new GroupedExamples();
    GroupedExamples alone = new GroupedExamples();
    for (int g = 0; g < 40; g++) {
      Map<FlipOutcome, Integer> outcomes = new EnumMap<>(FlipOutcome.class);
      outcomes.put(FlipOutcome.BOTH_RIGHT, 40);
      if (g < 5) {
        outcomes.put(g < 4 ? FlipOutcome.NEGATIVE_FLIP : FlipOutcome.POSITIVE_FLIP, 10);
      }
      alike.add(outcomes);
    }
    for (int i = 0; i < 1650; i++) {
      FlipOutcome outcome =
          i < 40
              ? FlipOutcome.NEGATIVE_FLIP
              : i < 50 ? FlipOutcome.POSITIVE_FLIP : FlipOutcome.BOTH_RIGHT;
      alone.add(Map.of(outcome, 1));
    }
    double exact = McNemarTest.of(40, 10).pValue();
    double ofAlone = GroupedSample.testOfAccuracyDelta(alone.summary(REPLICATES, 5)).orElseThrow();
    double ofAlike = GroupedSample.testOfAccuracyDelta(alike.summary(REPLICATES, 5)).orElseThrow();
    assertThat(ofAlone).isBetween(exact / 10, 10 * exact);
    assertThat(ofAlike).isBetween(0.1, 0.4);
  }

  /** A quick look; the whole table is {@link GroupedCoverage}'s. */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    int draws = 200;
    int[][] held = GroupedCoverage.held(100, 0.1, 0.3, draws, 1);
    for (int[] of : held) {
      assertThat(of[0]).isBetween(182, 199); // 91 % to 99.5 %
      assertThat(of[1]).isLessThan(150);
    }
  }
}
