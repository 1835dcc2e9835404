package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.experiment.CurvePoint.KnownTest;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

  private static final TrainingPlan PLAN = TrainingPlan.constant(1, 1, 0.1f, 0);
  private static final FineTuning RECIPE = new FineTuning(PLAN, PLAN);
  private static final Setting<FineTuning> SETTING =
      new Setting<>("s", "S", seed -> null, List.of(RECIPE));

  @Test
  void aModelThatIsBetterInOneAndNotWorseInTheOtherBeats() {
    SettingSummary accurate = model(90, 5);
    SettingSummary steady = model(85, 2);
    SettingSummary lessAccurate = model(89, 5);
    SettingSummary moreFlips = model(85, 3);
    ParetoFront front = new ParetoFront(List.of(lessAccurate, accurate, moreFlips, steady));

    assertThat(front.holds(accurate)).isTrue();
    assertThat(front.holds(steady)).isTrue();
    assertThat(front.holds(lessAccurate)).isFalse();
    assertThat(front.holds(moreFlips)).isFalse();
  }

  @Test
  void equalsDoNotBeatOneAnother() {
    ParetoFront front = new ParetoFront(List.of(model(90, 5), model(90, 5)));

    assertThat(front.holds(model(90, 5))).isTrue();
  }

  /** So many of 100 right, so many negative flips of an old model that gets 60 right. */
  private static SettingSummary model(int right, int flips) {
    WeightPoint point =
        WeightPoint.ofNew(
            FlipCounts.of(60 - flips, flips, right - 60 + flips, 100 - right - flips, 0));
    CurvePoint only =
        new CurvePoint(
            Method.NEW, OptionalDouble.empty(), point, point, new KnownTest(right, flips));
    return SettingSummary.of(
        Method.NEW,
        List.of(new SeedRun(SETTING, RECIPE, 1, 100, 100, List.of(only))),
        SelectionRule.DEFAULT);
  }
}
