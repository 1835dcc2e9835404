package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.flipcheck.stats.Interval;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.experiment.CurvePoint.KnownTest;
import org.junit.jupiter.api.Test;

/** Two seeds of a hand-made setting: 100 test examples, of which 80 are of known classes. */
class SettingSummaryTest {

  private static final SelectionRule OBSERVED = new SelectionRule(0, 0);
  private static final TrainingPlan PLAN = TrainingPlan.constant(1, 1, 0.1f, 0);
  private static final FineTuning RECIPE = new FineTuning(PLAN, PLAN);
  private static final Setting<FineTuning> SETTING =
      new Setting<>("s", "S", seed -> null, List.of(RECIPE));

  private final SeedRun first = run(1, FlipCounts.of(55, 10, 15, 15, 5), 6, 8);
  private final SeedRun second = run(2, FlipCounts.of(60, 5, 10, 20, 5), 4, 3);

  @Test
  void ratesAndChangesOverSeeds() {
    SettingSummary bcwi = SettingSummary.of(Method.BCWI, List.of(first, second), OBSERVED);

    // Right of new: 70 and 70; BCWI gains 6 and loses 8, then gains 4 and loses 3.
    assertThat(bcwi.accuracy()).isEqualTo((68 + 71) / 200.0);
    assertThat(bcwi.accuracyChange()).isEqualTo(-1 / 200.0);
    assertThat(bcwi.accuracyChanges()).containsExactly(-0.02, 0.01);
    assertThat(bcwi.lostOfNew()).isEqualTo(11 / 200.0);
    // Negative flips: 10 and 5 of the new model, 5 and 2 here.
    assertThat(bcwi.negativeFlipRate()).isEqualTo((5 + 2) / 160.0);
    assertThat(bcwi.reduction()).hasValue(1 - 7 / 15.0);
    assertThat(bcwi.reductions()).containsExactly(0.5, 1 - 2 / 5.0);
    assertThat(bcwi.oldWeights()).containsExactly(0.5, 0.5);
    assertThat(bcwi.reaches()).isTrue();
  }

  @Test
  void intervalsAreThoseOfOneSeedOfAverageCounts() {
    SettingSummary twice = SettingSummary.of(Method.BCWI, List.of(first, first), OBSERVED);
    SettingSummary once = SettingSummary.of(Method.BCWI, List.of(first), OBSERVED);

    assertThat(twice.accuracyInterval()).isEqualTo(once.accuracyInterval());
    assertThat(twice.negativeFlipRateInterval()).isEqualTo(once.negativeFlipRateInterval());
    assertThat(twice.accuracyChangeInterval()).isEqualTo(once.accuracyChangeInterval());
    // Wilson (1927) with z = 1.959963984540054, worked out in Python.
    assertThat(once.accuracyInterval().low()).isCloseTo(0.5833738139, within(1e-9));
    assertThat(once.accuracyInterval().high()).isCloseTo(0.7633085268, within(1e-9));
    assertThat(once.reductionInterval()).isEmpty();
    assertThat(twice.reductionInterval()).contains(new Interval(0.5, 0.5));
  }

  @Test
  void oldClassesAndAddedOnes() {
    SettingSummary bcwi = SettingSummary.of(Method.BCWI, List.of(first, second), OBSERVED);

    // 62 of 80 examples of old classes are right, and of the other 20 the rest of 68 and 71.
    assertThat(bcwi.knownAccuracy()).isEqualTo(124 / 160.0);
    assertThat(bcwi.addedAccuracy()).hasValue((6 + 9) / 40.0);
    assertThat(bcwi.negativeFlipRateOfAll()).isEqualTo(7 / 200.0);
    assertThat(bcwi.negativeFlipRateChange()).isEqualTo(-8 / 160.0);
    // Of 80 examples 2.5 are flips of both, 1 of BCWI alone, 5 of new alone: Newcombe's method 10
    // (1998), worked out in Python.
    assertThat(bcwi.negativeFlipRateChangeInterval().low()).isCloseTo(-0.1284299033, within(1e-9));
    assertThat(bcwi.negativeFlipRateChangeInterval().high()).isCloseTo(0.0186893723, within(1e-9));
  }

  @Test
  void aLossBeyondNoiseDoesNotReach() {
    SeedRun losing = run(1, FlipCounts.of(30, 20, 45, 5, 0), 1, 30);

    SettingSummary bcwi = SettingSummary.of(Method.BCWI, List.of(losing), OBSERVED);

    assertThat(bcwi.reduction()).hasValue(0.5);
    assertThat(bcwi.accuracyChangeInterval().high()).isNegative();
    assertThat(bcwi.reaches()).isFalse();
  }

  @Test
  void withoutANegativeFlipThereIsNoReduction() {
    SeedRun perfect = run(1, FlipCounts.of(60, 0, 10, 20, 10), 4, 3);

    SettingSummary bcwi = SettingSummary.of(Method.BCWI, List.of(perfect), OBSERVED);

    assertThat(bcwi.reduction()).isEmpty();
    assertThat(bcwi.reductions()).isEmpty();
    assertThat(bcwi.reaches()).isFalse();
  }

  @Test
  void theNewModelIsChosenWhereNoWeightIsBetter() {
    SelectionRule strict = new SelectionRule(0, 0.95);

    assertThat(first.chosen(Method.BCWI, strict)).isEqualTo(first.only(Method.NEW));
    assertThat(first.chosen(Method.OLD, strict).oldWeight()).isEqualTo(1);
  }

  /** One point of BCWI beside the two models; on dev it is as good as new, with fewer flips. */
  private static SeedRun run(int seed, FlipCounts update, int gained, int lost) {
    long flips = update.negativeFlips() / 2;
    long right = update.bothRight() + update.positiveFlips() + gained - lost;
    long oldRight = update.bothRight() + update.negativeFlips();
    FlipCounts againstOld =
        FlipCounts.of(oldRight - flips, flips, right - oldRight + flips, 100 - right - flips, 0);
    FlipCounts againstNew = FlipCounts.of(right - gained, lost, gained, 100 - right - lost, 0);
    FlipCounts devUpdate = FlipCounts.of(8, 1, 1, 0, 0);
    WeightPoint dev =
        WeightPoint.of(Kind.BCWI, 0.5, FlipCounts.of(9, 0, 0, 1, 0), FlipCounts.of(8, 1, 1, 0, 0));
    return new SeedRun(
        SETTING,
        RECIPE,
        seed,
        9,
        80,
        List.of(
            new CurvePoint(
                Method.OLD,
                OptionalDouble.empty(),
                WeightPoint.ofOld(devUpdate),
                WeightPoint.ofOld(update),
                new KnownTest(oldRight, 0)),
            new CurvePoint(
                Method.NEW,
                OptionalDouble.empty(),
                WeightPoint.ofNew(devUpdate),
                WeightPoint.ofNew(update),
                new KnownTest(60, update.negativeFlips())),
            new CurvePoint(
                Method.BCWI,
                OptionalDouble.empty(),
                dev,
                WeightPoint.of(Kind.BCWI, 0.5, againstOld, againstNew),
                new KnownTest(62, flips - 1))));
  }
}
