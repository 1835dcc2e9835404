package org.flipcheck.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import org.flipcheck.train.TrainingPlan.Schedule;
import org.flipcheck.train.interpolation.InterpolationException;
import org.junit.jupiter.api.Test;

/** Real training, on images of noise with one bright quarter that tells the class. */
class ClassifierTest {

  private static final List<String> CLASSES = BrightQuarters.CLASSES;
  private static final TrainingPlan PLAN = TrainingPlan.constant(3, 32, 0.003f, 7);

  private final LabelledImages images = BrightQuarters.images(400);

  @Test
  void lossFallsAndMostAnswersBecomeRight() {
    List<EpochReport> epochs = new ArrayList<>();

    try (Classifier classifier = untrained()) {
      classifier.fit(images, PLAN, epochs::add);
    }

    assertThat(epochs).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
    assertThat(epochs).extracting(EpochReport::examples).containsOnly(400);
    assertThat(epochs.get(0).meanLoss()).isBetween(0.1, 1.5 * Math.log(CLASSES.size()));
    assertThat(epochs.get(2).meanLoss()).isLessThan(epochs.get(0).meanLoss() / 2);
    assertThat(epochs.get(2).accuracy()).isGreaterThan(0.9);
  }

  @Test
  void sameSeedSameLogitsToTheBit() {
    assertThat(logits(PLAN)).isEqualTo(logits(PLAN));
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    TrainingPlan other = PLAN.withSeed(PLAN.seed() + 1);

    assertThat(logits(other)).isNotEqualTo(logits(PLAN));
  }

  @Test
  void trainingGoesOnFromTheWeightsThatAreThere() {
    List<EpochReport> epochs = new ArrayList<>();

    try (Classifier classifier = untrained()) {
      classifier.fit(images, PLAN, epochs::add);
      classifier.fit(images, PLAN, epochs::add);
    }

    assertThat(epochs.get(3).meanLoss()).isLessThan(epochs.get(0).meanLoss() / 2);
  }

  @Test
  void anImageGetsTheSameLogitsInAnyCompany() {
    try (Classifier classifier = untrained()) {
      LabelledImages many = BrightQuarters.images(501);
      classifier.fit(images, PLAN, epoch -> {});

      float[][] ofAll = classifier.logits(many);

      assertThat(ofAll).hasDimensions(501, CLASSES.size());
      assertThat(classifier.logits(many.first(3))[2]).containsExactly(ofAll[2], within(1e-4f));
    }
  }

  @Test
  void noWeightsYet() {
    try (Classifier classifier = untrained()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> classifier.logits(images))
          .withMessage("classifier 'test' has no weights yet, train it first");
    }
  }

  @Test
  void networksThatDoNotGiveOneLogitForEachClass() {
    Block wide = SmallConvNet.create(5);
    Block flat = Linear.builder().setUnits(4).build();
    try (Classifier five = Classifier.of("test", CLASSES, wide);
        Classifier rows = Classifier.of("test", CLASSES, flat);
        NDManager manager = NDManager.newBaseManager()) {
      wide.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(images.inputShape()));
      flat.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(images.inputShape()));

      assertThatIllegalStateException()
          .isThrownBy(() -> five.logits(images))
          .withMessage(
              "classifier 'test' gives 5 logits for an example and has 4 classes; give a network with one logit for each class");
      assertThatExceptionOfType(InterpolationException.class)
          .isThrownBy(() -> rows.logits(images))
          .withMessage(
              "the model gives [(400, 1, 12, 4)]; one array of the shape (batch, classes) is needed");
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheTraining() {
    TrainingPlan hopeless = TrainingPlan.constant(1, 32, 1e30f, 7);

    try (Classifier classifier = untrained()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> classifier.fit(images, hopeless, epoch -> {}))
          .withMessage("the loss is NaN at step 2 of epoch 1; a lower learning rate may help");
    }
  }

  @Test
  void examplesOfOtherClasses() {
    try (Classifier classifier =
        Classifier.of("test", List.of("ne", "nw"), SmallConvNet.create(2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> classifier.fit(images, PLAN, epoch -> {}))
          .withMessage(
              "classifier 'test' has the classes [ne, nw], the examples have [ne, nw, se, sw]");
    }
  }

  @Test
  void startsFromAnother() {
    try (Classifier old = untrained();
        Classifier now = untrained()) {
      old.fit(images, PLAN, epoch -> {});

      now.startFrom(old, 1);

      assertThat(now.logits(images)).isEqualTo(old.logits(images));
      now.fit(images, PLAN, epoch -> {});
      assertThat(now.logits(images)).isNotEqualTo(old.logits(images));
    }
  }

  @Test
  void classesThatTheOtherKnowsKeepTheirLogits() {
    List<String> known = List.of("sw", "ne");
    LabelledExamples knownImages = images.ofClasses(known);
    try (Classifier old = Classifier.of("old", known, SmallConvNet.create(2));
        Classifier now = untrained();
        Classifier again = untrained()) {
      old.fit(knownImages, PLAN, epoch -> {});

      now.startFrom(old, 1);
      again.startFrom(old, 1);

      float[] before = old.logits(images)[9];
      float[] after = now.logits(images)[9];
      assertThat(after).hasSize(4);
      assertThat(after[0]).isCloseTo(before[1], within(1e-5f));
      assertThat(after[3]).isCloseTo(before[0], within(1e-5f));
      assertThat(after[1]).isNotIn(before[0], before[1], 0f, after[2]);
      assertThat(again.logits(images)).isEqualTo(now.logits(images));
    }
  }

  @Test
  void anotherArchitecture() {
    try (Classifier old =
            Classifier.of("old", CLASSES, MultilayerPerceptron.create(8, 0, CLASSES.size()));
        Classifier now =
            Classifier.of("now", CLASSES, MultilayerPerceptron.create(9, 0, CLASSES.size()))) {
      old.fit(images, PLAN, epoch -> {});

      assertThatIllegalArgumentException()
          .isThrownBy(() -> now.startFrom(old, 1))
          .withMessage(
              "weights are only taken over into the same architecture, but 02Linear_weight has the"
                  + " shape (9, 144), not (8, 144); 02Linear_bias has the shape (9), not (8);"
                  + " 05Linear_weight has the shape (4, 9), not (4, 8)");
    }
  }

  @Test
  void layersThatTheOtherLacks() {
    try (Classifier old =
            Classifier.of("old", CLASSES, MultilayerPerceptron.create(8, 0, CLASSES.size()));
        Classifier now = untrained()) {
      old.fit(images, PLAN, epoch -> {});

      assertThatIllegalArgumentException()
          .isThrownBy(() -> now.startFrom(old, 1))
          .withMessage(
              "weights are only taken over into the same architecture, but 02Linear_weight is"
                  + " missing; 02Linear_bias is missing; 05Linear_weight is missing;"
                  + " 05Linear_bias is missing; 01Conv2d_weight is new; 01Conv2d_bias is new;"
                  + " 04Conv2d_weight is new; 04Conv2d_bias is new; 08Linear_weight is new;"
                  + " 08Linear_bias is new; 10Linear_weight is new; 10Linear_bias is new");
    }
  }

  @Test
  void nothingToStartFrom() {
    try (Classifier old = untrained();
        Classifier now = untrained()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> now.startFrom(old, 1))
          .withMessage("classifier 'test' has no weights yet, train it first");
    }
  }

  @Test
  void decayShrinksTheWeightsAndALinearRateEndsElsewhere() {
    TrainingPlan decay = new TrainingPlan(3, 32, 0.003f, Schedule.CONSTANT, 1f, 7);
    TrainingPlan linear = new TrainingPlan(3, 32, 0.003f, Schedule.LINEAR, 0, 7);

    assertThat(squaredLength(decay)).isLessThan(0.9 * squaredLength(PLAN));
    assertThat(logits(linear)).isNotEqualTo(logits(PLAN));
  }

  private double squaredLength(TrainingPlan plan) {
    try (Classifier classifier = untrained()) {
      classifier.fit(images, plan, epoch -> {});
      return classifier.network().getParameters().values().stream()
          .mapToDouble(weights -> weights.getArray().square().sum().getFloat())
          .sum();
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

    try (Classifier classifier = untrained()) {
      classifier.fit(images, PLAN, epoch -> arrays.add(nativeArrays()));
    }

    assertThat(arrays).hasSize(3).containsOnly(arrays.get(0));
  }

  private float[][] logits(TrainingPlan plan) {
    try (Classifier classifier = untrained()) {
      classifier.fit(images, plan, epoch -> {});
      return classifier.logits(images);
    }
  }

  private static Classifier untrained() {
    return Classifier.of("test", CLASSES, SmallConvNet.create(CLASSES.size()));
  }

  private static int nativeArrays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}
