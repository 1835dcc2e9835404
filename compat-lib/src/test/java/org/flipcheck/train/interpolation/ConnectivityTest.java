package org.flipcheck.train.interpolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Model;
import org.flipcheck.train.interpolation.Connectivity.Verdict;
import org.junit.jupiter.api.Test;

class ConnectivityTest {

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

      assertThat(connected.verdict()).as(connected.message()).isEqualTo(Verdict.CONNECTED);
      assertThat(connected.midpointAccuracy()).isGreaterThan(0.85);
      assertThat(collapsed.verdict()).as(collapsed.message()).isEqualTo(Verdict.COLLAPSED);
      assertThat(collapsed.newAccuracy()).isGreaterThan(0.85);
      assertThat(collapsed.difference().high()).isLessThan(-0.02);
    }
  }

  private static Connectivity check(
      ModelWeights old, ModelWeights now, Model working, SmallTraining development) {
    return Connectivity.of(
        WeightInterpolation.of(old, now),
        working.getBlock(),
        development.batches(100),
        development.labels());
  }

  /** The first so many of {@code count} are right. */
  private static boolean[] right(int count, int rights) {
    boolean[] right = new boolean[count];
    for (int i = 0; i < rights; i++) {
      right[i] = true;
    }
    return right;
  }

  @Test
  void aSmallSampleDoesNotCryWolf() {
    Connectivity few = Connectivity.of(right(20, 16), right(20, 17), right(20, 13), 0.02);
    Connectivity many = Connectivity.of(right(200, 160), right(200, 170), right(200, 130), 0.02);

    assertThat(few.verdict()).isEqualTo(Verdict.CONNECTED);
    assertThat(many.verdict()).isEqualTo(Verdict.COLLAPSED);
  }

  @Test
  void aLargeSampleDoesNotCryWolfOverATrifle() {
    Connectivity trifle =
        Connectivity.of(
            right(100_000, 90_000), right(100_000, 91_000), right(100_000, 89_000), 0.02);

    assertThat(trifle.difference().high()).isNegative();
    assertThat(trifle.verdict()).isEqualTo(Verdict.CONNECTED);
  }

  @Test
  void theLesserModelIsTheMeasure() {
    Connectivity between =
        Connectivity.of(right(1000, 900), right(1000, 600), right(1000, 650), 0.02);

    assertThat(between.verdict()).isEqualTo(Verdict.CONNECTED);
    assertThat(between.difference().low()).isPositive();
  }

  @Test
  void messages() {
    assertThat(Connectivity.of(right(200, 160), right(200, 170), right(200, 130), 0.02).message())
        .isEqualTo(
            "half-way between the models 65.0 % of 200 examples are right, with the old model 80.0 %, with the new one 85.0 %; half-way minus the lesser: -15.0 points, 95 % interval -20.1 to -10.0, below the -2.0 points that are tolerated. The models are not connected, as happens where the new one was not fine-tuned from the old one, and no weight between them will do: train an update with 'flipcheck train', or ask both models with the ensemble");
    assertThat(Connectivity.of(right(200, 160), right(200, 170), right(200, 160), 0.02).message())
        .isEqualTo(
            "half-way between the models 80.0 % of 200 examples are right, with the old model 80.0 %, with the new one 85.0 %; half-way minus the lesser: +0.0 points, 95 % interval -1.5 to +1.5");
  }

  @Test
  void samplesThatDoNotFit() {
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> Connectivity.of(right(2, 1), right(3, 1), right(3, 1), 0.02))
        .withMessage(
            "old, new and midpoint model have 2, 3 and 3 answers; give the same examples to all, and at least 1");
    assertThatExceptionOfType(InterpolationException.class)
        .isThrownBy(() -> Connectivity.of(right(3, 1), right(3, 1), right(3, 1), Double.NaN))
        .withMessage("the tolerance is NaN; it is a share of examples, 0 to 1");
  }
}
