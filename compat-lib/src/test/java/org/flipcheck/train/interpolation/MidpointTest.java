package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Model;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.Connectivity;
import org.junit.jupiter.api.Test;

class MidpointTest {

  private static final int HIDDEN = 24;

  /** Real models: the same two data sets, with and without a common beginning. */
  @Test
  void aFineTunedModelIsConnectedAndOneTrainedApartIsNot() {
    SmallTraining training = new SmallTraining(1, 600);
    SmallTraining development = new SmallTraining(2, 300);
    try (Model model = LiveNets.mlp(1, 2, HIDDEN, SmallTraining.CLASSES);
        Model stranger = LiveNets.mlp(2, 2, HIDDEN, SmallTraining.CLASSES)) {
      training.fit(model, 300, 300);
      ModelWeights old = ModelWeights.of(model.getBlock());
      training.fit(model, 600, 100);
      ModelWeights tuned = ModelWeights.of(model.getBlock());
      training.fit(stranger, 600, 300);
      ModelWeights apart = ModelWeights.of(stranger.getBlock());

      Connectivity connected = check(old, tuned, model, development);
      Connectivity collapsed = check(old, apart, model, development);

      assertThat(connected.isConnected()).as(connected.message()).isTrue();
      assertThat(rightOfAfter(connected.oldToMiddle())).isGreaterThan(255);
      assertThat(collapsed.isConnected()).as(collapsed.message()).isFalse();
      assertThat(rightOfBefore(collapsed.newToMiddle())).isGreaterThan(255);
      assertThat(collapsed.change().high()).isLessThan(-0.02);
    }
  }

  private static long rightOfBefore(FlipCounts counts) {
    return counts.bothRight() + counts.negativeFlips();
  }

  private static long rightOfAfter(FlipCounts counts) {
    return counts.bothRight() + counts.positiveFlips();
  }

  private static Connectivity check(
      ModelWeights old, ModelWeights now, Model working, SmallTraining development) {
    return Midpoint.of(
        WeightInterpolation.of(old, now),
        working.getBlock(),
        development.batches(100),
        development.labels());
  }

  @Test
  void everyExampleNeedsALabel() {
    SmallTraining development = new SmallTraining(2, 300);
    try (Model model = LiveNets.mlp(1, 2, HIDDEN, SmallTraining.CLASSES)) {
      ModelWeights weights = ModelWeights.of(model.getBlock());
      WeightInterpolation same = WeightInterpolation.of(weights, weights);
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(
              () -> Midpoint.of(same, model.getBlock(), development.batches(100), new int[] {1}))
          .withMessage("there are 300 examples and 1 labels; give one label for each example");
    }
  }
}
