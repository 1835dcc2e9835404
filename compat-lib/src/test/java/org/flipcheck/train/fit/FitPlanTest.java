package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitPlanTest {

  private static FitPlan plan(double rate, double decay, OptionalDouble clip) {
    return new FitPlan(1, 1, UpdateRule.SGD, rate, RateSchedule.CONSTANT, decay, clip, 1);
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new FitPlan(
                    0, -3, UpdateRule.SGD, 0, RateSchedule.CONSTANT, -0.5, OptionalDouble.of(0), 1))
        .withMessage(
            "epochs is 0, at least 1 is needed; batch size is -3, at least 1 is needed; learning rate is 0.0, it must be above 0 and finite; weight decay is -0.5, it must be at least 0 and finite; gradients are clipped to the norm 0.0, it must be above 0; leave it out for no limit");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void figuresAreNumbers(double figure) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(figure, figure, OptionalDouble.of(Double.NaN)))
        .withMessage(
            "learning rate is %1$s, it must be above 0 and finite; weight decay is %1$s, it must be at least 0 and finite; gradients are clipped to the norm NaN, it must be above 0; leave it out for no limit"
                .formatted(figure));
  }

  @Test
  void theSmallestFiguresAreEnough() {
    FitPlan plan = plan(Double.MIN_VALUE, 0, OptionalDouble.of(Double.MIN_VALUE));

    assertThat(plan.withSeed(2))
        .isNotEqualTo(plan)
        .hasToString(plan.toString().replace("seed=1", "seed=2"));
  }

  @Test
  void theLastStepOfAnEpochMayBeShort() {
    FitPlan plan =
        new FitPlan(1, 20, UpdateRule.SGD, 1, RateSchedule.CONSTANT, 0, OptionalDouble.empty(), 1);

    assertThat(plan.stepsPerEpoch(1)).isEqualTo(1);
    assertThat(plan.stepsPerEpoch(20)).isEqualTo(1);
    assertThat(plan.stepsPerEpoch(21)).isEqualTo(2);
    assertThat(plan.stepsPerEpoch(Integer.MAX_VALUE)).isEqualTo(107_374_183);
  }

  @Test
  void rulesRefuseFiguresOutOfTheirRanges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateRule.Momentum(1))
        .withMessage("the momentum is 1.0, it must be from 0 to less than 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateRule.AdamW(Double.NaN, 0.9, 1e-8))
        .withMessage("beta 1 is NaN, it must be from 0 to less than 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateRule.AdamW(0.9, -0.1, 1e-8))
        .withMessage("beta 2 is -0.1, it must be from 0 to less than 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateRule.AdamW(0.9, 0.9, 0))
        .withMessage("epsilon is 0.0, it must be above 0 and below 1, such as 1e-8");
  }
}
