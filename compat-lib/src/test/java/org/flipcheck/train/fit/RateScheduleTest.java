package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.flipcheck.train.fit.RateSchedule.Curve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {

  private static double[] shares(RateSchedule schedule, int steps) {
    return IntStream.range(0, steps).mapToDouble(step -> schedule.share(step, steps)).toArray();
  }

  @Test
  void curvesWithoutWarmUp() {
    assertThat(shares(RateSchedule.CONSTANT, 3)).containsExactly(1, 1, 1);
    assertThat(shares(new RateSchedule(Curve.LINEAR, 0), 4)).containsExactly(1, 0.75, 0.5, 0.25);
    assertThat(shares(new RateSchedule(Curve.COSINE, 0), 4))
        .containsExactly(
            new double[] {1, (1 + Math.sqrt(0.5)) / 2, 0.5, (1 - Math.sqrt(0.5)) / 2},
            within(1e-15));
  }

  @Test
  void aWarmUpRisesByEqualAmountsAndTheFirstStepLearns() {
    assertThat(shares(new RateSchedule(Curve.LINEAR, 0.4), 10))
        .containsExactly(
            new double[] {0.25, 0.5, 0.75, 1, 1, 5 / 6.0, 4 / 6.0, 3 / 6.0, 2 / 6.0, 1 / 6.0},
            within(1e-15));
    assertThat(shares(new RateSchedule(Curve.CONSTANT, 0.5), 4)).containsExactly(0.5, 1, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(Curve.class)
  void everyShareIsAboveNoneAndAtMostAll(Curve curve) {
    for (double warmUp : new double[] {0, 0.1, 0.5, 0.9, Math.nextDown(1.0)}) {
      for (int steps = 1; steps < 40; steps++) {
        assertThat(Arrays.stream(shares(new RateSchedule(curve, warmUp), steps)).boxed())
            .as("%s of %d steps", warmUp, steps)
            .allMatch(share -> share > 0 && share <= 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 2, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesOtherShares(double warmUp) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RateSchedule(Curve.COSINE, warmUp))
        .withMessage(
            "the warm-up takes %s of all steps, it must be a share from 0 to less than 1, such as 0.1",
            warmUp);
  }
}
