package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SamplePlanTest {

  /** Brute force: the next 500 numbers of examples, every number of flips, term by term. */
  @ParameterizedTest
  @CsvSource({
    "0.05, 0.02, 0.8, 0.95, WILSON",
    "0.05, 0.02, 0.8, 0.95, CLOPPER_PEARSON",
    "0.1, 0.05, 0.9, 0.9, WILSON",
    "0.1, 0, 0.5, 0.95, CLOPPER_PEARSON",
    "0.3, 0.2, 0.8, 0.99, WILSON",
    "0.02, 0.001, 0.6, 0.95, WILSON"
  })
  void fromTheAnswerOnThePowerStays(
      double limit, double expected, double power, double confidence, IntervalMethod method) {
    SamplePlan plan = new SamplePlan(limit, confidence, method);
    int answer = (int) plan.examples(expected, power).getAsLong();

    assertThat(bruteForce(plan, answer - 1, expected)).isLessThan(power);
    for (int n = answer; n <= answer + 500; n++) {
      assertThat(bruteForce(plan, n, expected)).as("n = %d", n).isGreaterThanOrEqualTo(power);
    }
  }

  private static double bruteForce(SamplePlan plan, int n, double rate) {
    BinomialDistribution flips = BinomialDistribution.of(n, rate);
    double z = NormalQuantile.ofTwoSided(plan.confidence());
    double power = 0;
    for (int k = 0; k <= n && plan.method().interval(k, n, z).high() <= plan.limit(); k++) {
      power += flips.probability(k);
    }
    assertThat(plan.power(n, rate)).isCloseTo(power, within(1e-10));
    return power;
  }

  /** So near to the limit that even the most examples that are searched have too little power. */
  @ParameterizedTest
  @CsvSource({
    "0.00999999, WILSON",
    "0.00999999, CLOPPER_PEARSON",
    "0.0099999, WILSON",
    "0.0099999, CLOPPER_PEARSON",
    "0.00999973, WILSON"
  })
  void thereIsNoAnswerWithoutThePower(double expected, IntervalMethod method) {
    SamplePlan plan = new SamplePlan(0.01, 0.95, method);

    assertThat(plan.power(SampleSize.MAX, expected)).isLessThan(0.8);
    assertThat(plan.examples(expected, 0.8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.0099997, WILSON", "0.0099997, CLOPPER_PEARSON", "0.009999, WILSON"})
  void anAnswerNearTheLargestHasThePower(double expected, IntervalMethod method) {
    SamplePlan plan = new SamplePlan(0.01, 0.95, method);
    long answer = plan.examples(expected, 0.8).getAsLong();

    assertThat(plan.power(answer, expected)).isGreaterThanOrEqualTo(0.8);
    assertThat(plan.power(answer / 100 * 98, expected)).isLessThan(0.8);
  }

  /** Every number of flips, judged by its interval as the gate does. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 381, 0.95, WILSON",
    "0.01, 380, 0.95, WILSON",
    "0.05, 700, 0.9, WILSON",
    "0.29, 3, 0.95, CLOPPER_PEARSON",
    "0.05, 700, 0.99, CLOPPER_PEARSON"
  })
  void theFlipsThatPassAndFailAreThoseOfTheInterval(
      double limit, int n, double confidence, IntervalMethod method) {
    SamplePlan plan = new SamplePlan(limit, confidence, method);
    double z = NormalQuantile.ofTwoSided(confidence);
    int passing = 0;
    int failing = n + 1;
    for (int k = n; k >= 0; k--) {
      Interval interval = method.interval(k, n, z);
      passing += interval.high() <= limit ? 1 : 0;
      failing = interval.low() > limit ? k : failing;
    }

    assertThat(plan.mostPassing(n))
        .isEqualTo(passing == 0 ? OptionalLong.empty() : OptionalLong.of(passing - 1));
    assertThat(plan.fewestFailing(n)).hasValue(failing);
    double found = plan.detectable(n, 0.8).getAsDouble();
    assertThat(failingAt(n, failing, found)).isCloseTo(0.8, within(1e-9));
  }

  private static double failingAt(int n, int fewest, double rate) {
    return BinomialDistribution.of(n, rate).survivalProbability(fewest - 1);
  }

  @Test
  void oneExampleMayDecideNothing() {
    SamplePlan plan = new SamplePlan(0.5, 0.95, IntervalMethod.WILSON);

    assertThat(plan.mostPassing(1)).isEmpty();
    assertThat(plan.fewestFailing(1)).isEmpty();
    assertThat(plan.detectable(1, 0.8)).isEmpty();
  }

  /** The normal formula n = ((z √L(1−L) + z' √r(1−r))/(L − r))², for what has many flips. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.006, 0.8", "0.02, 0.019, 0.9", "0.5, 0.499, 0.8"})
  void isNearTheNormalFormula(double limit, double expected, double power) {
    double z = 1.959963984540054;
    double formula =
        Math.pow(
            (z * Math.sqrt(limit * (1 - limit))
                    + NormalQuantile.ofUpperTail(1 - power) * Math.sqrt(expected * (1 - expected)))
                / (limit - expected),
            2);

    long answer =
        new SamplePlan(limit, 0.95, IntervalMethod.WILSON).examples(expected, power).getAsLong();

    assertThat((double) answer).isBetween(0.97 * formula, 1.06 * formula);
  }

  /** z²/(n + z²) ≤ L; and for the exact interval 1 − 0.025^(1/n) ≤ L. */
  @Test
  void theFirstNumberThatCanPassAgreesWithItsClosedForm() {
    double z2 = Math.pow(1.959963984540054, 2);
    for (double limit : new double[] {0.5, 0.1, 0.02, 0.001, 1e-6}) {
      assertThat(new SamplePlan(limit, 0.95, IntervalMethod.WILSON).passing())
          .hasValue((long) Math.ceil(z2 * (1 - limit) / limit));
      assertThat(new SamplePlan(limit, 0.95, IntervalMethod.CLOPPER_PEARSON).passing())
          .hasValue((long) Math.ceil(Math.log(0.025) / Math.log1p(-limit)));
    }
  }

  @ParameterizedTest
  @EnumSource(IntervalMethod.class)
  void whatCannotPassHasNoNumber(IntervalMethod method) {
    assertThat(new SamplePlan(0, 0.95, method).passing()).isEmpty();
    assertThat(new SamplePlan(1e-13, 0.95, method).passing()).isEmpty();
    assertThat(new SamplePlan(1e-13, 0.95, method).examples(0, 0.8)).isEmpty();
    assertThat(new SamplePlan(1, 0.95, method).passing()).hasValue(1);
  }

  @Test
  void illegalArgumentsAreNamed() {
    SamplePlan plan = new SamplePlan(0.01, 0.95, IntervalMethod.WILSON);
    assertThatThrownBy(() -> plan.examples(0.01, 0.8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected is 0.01, it must lie below the limit of 0.01: else no number of examples"
                + " makes passing likely");
    assertThatThrownBy(() -> plan.examples(0.001, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("power is 1.0, it must lie between 0 and 1, both excluded");
    assertThatThrownBy(() -> new SamplePlan(Double.NaN, 0.95, IntervalMethod.WILSON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit is NaN, it must lie between 0 and 1");
  }
}
