package org.flipcheck.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.stats.PairedDifferenceInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionRuleTest {

  /** 1,000 examples: old 850 right, new 870 right, 30 negative flips. */
  private static final FlipCounts UPDATE = FlipCounts.of(820, 30, 50, 60, 40);

  private static WeightPoint point(double weight, int negativeFlips, int lost, int gained) {
    int right = 870 - lost + gained;
    return WeightPoint.of(
        Kind.BCWI,
        weight,
        FlipCounts.of(
            850 - negativeFlips,
            negativeFlips,
            right - 850 + negativeFlips,
            150 - (right - 850) - negativeFlips,
            0),
        FlipCounts.of(870 - lost, lost, gained, 130 - gained, 0));
  }

  @Test
  void theEndsAreThoseOfTheUpdate() {
    WeightPoint now = WeightPoint.ofNew(UPDATE);
    assertThat(now.negativeFlipRate()).isEqualTo(0.03);
    assertThat(now.accuracy()).isEqualTo(0.87);
    assertThat(now.accuracyChange()).isZero();
    assertThat(now.kind()).isEqualTo(Kind.NEW);
    WeightPoint old = WeightPoint.ofOld(UPDATE);
    assertThat(old.negativeFlipRate()).isZero();
    assertThat(old.accuracy()).isEqualTo(0.85);
    assertThat(old.accuracyChange()).isEqualTo(-0.02);
    assertThat(old.kind()).isEqualTo(Kind.OLD);
  }

  @Test
  void thePapersRuleTakesObservedAccuracies() {
    SelectionRule papers = new SelectionRule(0, 0);
    WeightPoint equal = point(0.2, 20, 10, 10);
    WeightPoint worseByOne = point(0.3, 15, 11, 10);
    assertThat(papers.admits(equal)).isTrue();
    assertThat(papers.admits(worseByOne)).isFalse();
    assertThat(papers.best(List.of(worseByOne, equal, WeightPoint.ofNew(UPDATE)))).isEqualTo(equal);
  }

  @Test
  void theIntervalOfFewExamplesRefusesWhatObservedAccuraciesAllow() {
    WeightPoint equal = point(0.2, 20, 10, 10);
    SelectionRule strict = new SelectionRule(0.005, 0.95);
    assertThat(strict.leastAccuracyChange(equal))
        .isEqualTo(PairedDifferenceInterval.of(equal.againstNew(), 0.95).low())
        .isLessThan(-0.005);
    assertThat(strict.admits(equal)).isFalse();
    assertThat(strict.best(List.of(equal, WeightPoint.ofNew(UPDATE))).kind()).isEqualTo(Kind.NEW);
  }

  @Test
  void theNewModelIsNeverInferiorToItself() {
    assertThat(new SelectionRule(0, 0.999).admits(WeightPoint.ofNew(UPDATE))).isTrue();
  }

  @Test
  void tiesGoToHigherAccuracyThenToTheSmallerWeight() {
    SelectionRule rule = new SelectionRule(0.01, 0);
    WeightPoint plain = point(0.2, 20, 10, 10);
    WeightPoint better = point(0.4, 20, 10, 12);
    WeightPoint asGoodButHeavier = point(0.5, 20, 10, 12);
    WeightPoint asGoodWithGroup =
        new WeightPoint(
            Kind.BCWI, 0.4, Map.of("head.*", 0.1), better.againstOld(), better.againstNew());
    assertThat(rule.best(List.of(plain, asGoodButHeavier, asGoodWithGroup, better)))
        .isEqualTo(better);
  }

  @Test
  void countsOfDifferentModelsAreNoPoint() {
    assertThatThrownBy(
            () -> WeightPoint.of(Kind.BCWI, 0.3, UPDATE, FlipCounts.of(800, 10, 10, 180, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the interpolated model has 870 of 1000 right beside the old model, but 810 of 1000 beside the new one");
    assertThatThrownBy(() -> WeightPoint.ofNew(FlipCounts.ZERO))
        .hasMessage("there are no examples: nothing can be chosen by them");
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0.9", "1, 0.9", "NaN, 0.9", "0.01, 1", "0.01, -0.1", "0.01, NaN"})
  void figuresOutOfTheirRangeAreRefused(double tolerance, double confidence) {
    assertThatThrownBy(() -> new SelectionRule(tolerance, confidence))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it must be");
  }

  @ParameterizedTest
  @CsvSource({"-0.1", "1.1", "NaN"})
  void weightsOutOfTheirRangeAreRefused(double weight) {
    assertThatThrownBy(() -> WeightPoint.of(Kind.BCWI, weight, UPDATE, UPDATE))
        .hasMessage(
            "the weight of the old model is %s, it must be from 0 (new) to 1 (old)"
                .formatted(weight));
  }
}
