package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Real training, on images of noise with one bright quarter that tells the class. */
class ImageClassifierTest {

  private static final int CLASSES = 4;
  private static final int SIDE = 12;
  private static final TrainingPlan PLAN = new TrainingPlan(3, 32, 0.003f, 7);

  private final LabelledImages images = brightQuarters(400);

  @Test
  void lossFallsAndMostAnswersBecomeRight() {
    List<EpochReport> epochs = new ArrayList<>();

    try (ImageClassifier classifier = untrained()) {
      classifier.fit(images, PLAN, epochs::add);
    }

    assertThat(epochs).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
    assertThat(epochs).extracting(EpochReport::images).containsOnly(400);
    assertThat(epochs.get(0).meanLoss()).isBetween(0.1, 1.5 * Math.log(CLASSES));
    assertThat(epochs.get(2).meanLoss()).isLessThan(epochs.get(0).meanLoss() / 2);
    assertThat(epochs.get(2).accuracy()).isGreaterThan(0.9);
  }

  @Test
  void sameSeedSameLogitsToTheBit() {
    assertThat(logits(PLAN)).isEqualTo(logits(PLAN));
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    TrainingPlan other =
        new TrainingPlan(PLAN.epochs(), PLAN.batchSize(), PLAN.learningRate(), PLAN.seed() + 1);

    assertThat(logits(other)).isNotEqualTo(logits(PLAN));
  }

  @Test
  void trainingGoesOnFromTheWeightsThatAreThere() {
    List<EpochReport> epochs = new ArrayList<>();

    try (ImageClassifier classifier = untrained()) {
      classifier.fit(images, PLAN, epochs::add);
      classifier.fit(images, PLAN, epochs::add);
    }

    assertThat(epochs.get(3).meanLoss()).isLessThan(epochs.get(0).meanLoss() / 2);
  }

  @Test
  void anImageGetsTheSameLogitsInAnyCompany() {
    try (ImageClassifier classifier = untrained()) {
      LabelledImages many = brightQuarters(501);
      classifier.fit(images, PLAN, epoch -> {});

      float[][] ofAll = classifier.logits(many);

      assertThat(ofAll).hasDimensions(501, CLASSES);
      assertThat(classifier.logits(many.first(3))[2]).containsExactly(ofAll[2], within(1e-4f));
    }
  }

  @Test
  void noWeightsYet() {
    try (ImageClassifier classifier = untrained()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> classifier.logits(images))
          .withMessage("classifier 'test' has no weights yet, train it first");
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheTraining() {
    TrainingPlan hopeless = new TrainingPlan(1, 32, 1e30f, 7);

    try (ImageClassifier classifier = untrained()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> classifier.fit(images, hopeless, epoch -> {}))
          .withMessage("the loss is NaN at step 2 of epoch 1; a lower learning rate may help");
    }
  }

  @Test
  void nativeArraysAreFreed() {
    logits(PLAN);
    int before = nativeArrays();

    logits(PLAN);

    assertThat(nativeArrays()).isEqualTo(before);
  }

  @Test
  void nativeArraysDoNotGrowWithTheEpochs() {
    List<Integer> arrays = new ArrayList<>();

    try (ImageClassifier classifier = untrained()) {
      classifier.fit(images, PLAN, epoch -> arrays.add(nativeArrays()));
    }

    assertThat(arrays).hasSize(3).containsOnly(arrays.get(0));
  }

  private float[][] logits(TrainingPlan plan) {
    try (ImageClassifier classifier = untrained()) {
      classifier.fit(images, plan, epoch -> {});
      return classifier.logits(images);
    }
  }

  private static ImageClassifier untrained() {
    return ImageClassifier.of("test", SmallConvNet.create(CLASSES));
  }

  private static int nativeArrays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }

  private static LabelledImages brightQuarters(int count) {
    Random random = new Random(42);
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (SIDE * SIDE);
      int quarter = (i / SIDE % SIDE < SIDE / 2 ? 0 : 2) + (i % SIDE < SIDE / 2 ? 0 : 1);
      labels[image] = (byte) (image % CLASSES);
      pixels[i] = (byte) (random.nextInt(150) + (quarter == labels[image] ? 100 : 0));
    }
    return LabelledImages.of(SIDE, SIDE, pixels, labels);
  }
}
