package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TrainingPlanTest {

  @Test
  void noEpochs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingPlan(0, 1, 0.1f, 1))
        .withMessage("epochs is 0, at least 1 is needed");
  }

  @Test
  void emptyBatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingPlan(1, 0, 0.1f, 1))
        .withMessage("batch size is 0, at least 1 is needed");
  }

  @Test
  void learningRateThatIsNoRate() {
    for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TrainingPlan(1, 1, rate, 1))
          .withMessage("learning rate is " + rate + ", it must be above 0 and finite");
    }
  }
}
