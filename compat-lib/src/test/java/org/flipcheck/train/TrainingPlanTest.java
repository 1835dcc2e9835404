package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.flipcheck.train.TrainingPlan.Schedule;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {

  @Test
  void noEpochs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingPlan.constant(0, 1, 0.1f, 1))
        .withMessage("epochs is 0, at least 1 is needed");
  }

  @Test
  void emptyBatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingPlan.constant(1, 0, 0.1f, 1))
        .withMessage("batch size is 0, at least 1 is needed");
  }

  @Test
  void learningRateThatIsNoRate() {
    for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainingPlan.constant(1, 1, rate, 1))
          .withMessage("learning rate is " + rate + ", it must be above 0 and finite");
    }
  }

  @Test
  void weightDecayThatIsNone() {
    for (float decay : new float[] {-0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TrainingPlan(1, 1, 0.1f, Schedule.LINEAR, decay, 1))
          .withMessage("weight decay is " + decay + ", it must be at least 0 and finite");
    }
  }

  @Test
  void linearRateFallsFromTheWholeToOneStepAboveNothing() {
    assertThat(Schedule.LINEAR.share(0, 4)).isEqualTo(1);
    assertThat(Schedule.LINEAR.share(1, 4)).isEqualTo(0.75f);
    assertThat(Schedule.LINEAR.share(3, 4)).isEqualTo(0.25f);
    assertThat(Schedule.CONSTANT.share(3, 4)).isEqualTo(1);
  }
}
