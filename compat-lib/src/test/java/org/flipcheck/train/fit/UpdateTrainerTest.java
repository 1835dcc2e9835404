package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.ExampleOrder;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.distillation.ClassMapping;
import org.flipcheck.train.distillation.MarginPreservingDistillation;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.interpolation.ModelWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateTrainerTest {

  private static final List<String> OLD = List.of("ne", "nw");
  private static final LabelledExamples EXAMPLES = BrightQuarters.images(64, 150, 40, 3);
  private static final MarginPreservingDistillation MPT =
      MarginPreservingDistillation.divergence(1);

  @TempDir private Path folder;

  private static Classifier student() {
    return SmallFits.untrained("student", MultilayerPerceptron.create(8, 0, 4));
  }

  private static String print(Classifier model) {
    return ModelWeights.of(model.network()).fingerprint();
  }

  private static Classifier trained(LabelledExamples of, int seed) {
    Classifier model =
        Classifier.of(
            "teacher", of.classes(), MultilayerPerceptron.create(8, 0, of.classes().size()));
    model.fit(of, TrainingPlan.constant(8, 16, 0.01f, seed), epoch -> {});
    return model;
  }

  @Test
  void tellsAllMisfitsAtOnce() throws IOException {
    LabelledExamples turned = EXAMPLES.chosen(new int[] {1, 0});
    try (Classifier student = student();
        Classifier old = SmallFits.trained(1);
        Classifier untreated = SmallFits.trained(2)) {
      TeacherCache cache = new TeacherCache(folder);
      UpdateTrainer trainer =
          UpdateTrainer.of(
                  student,
                  EXAMPLES.first(2).ofClasses(List.of("nw", "ne", "se", "sw")),
                  SmallFits.plan(1, UpdateRule.SGD, 0.1))
              .optLoss(MPT, ClassMapping.of(OLD, List.of("ne", "nw", "up")))
              .optTeacher(Teacher.OLD, cache.logits(old, turned))
              .optValidation(
                  Validation.alone(EXAMPLES.ofClasses(OLD), ValidationPolicy.mostAccurate()));

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(trainer::fit)
          .withMessage(
              "the loss is for the classes [ne, nw, up], the student has [ne, nw, se, sw]; the training examples are of the classes [nw, ne, se, sw], the student has [ne, nw, se, sw]; the validation examples are of the classes [ne, nw], the student has [ne, nw, se, sw]; the loss needs the logits of the new teacher; give them by optTeacher; the old model has the classes [ne, nw, se, sw], but [ne, nw] are declared for it; the old model has logits of other examples than those to learn from, or of the same in another order")
          .satisfies(thrown -> assertThat(thrown.problems()).hasSize(6));
      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(
              () ->
                  UpdateTrainer.of(student, EXAMPLES, SmallFits.plan(1, UpdateRule.SGD, 0.1))
                      .optTeacher(Teacher.NEW, cache.logits(untreated, turned))
                      .fit())
          .withMessage("the new teacher has logits of 2 examples, there are 64 to learn from");
    }
  }

  /** One whose weights are gone could not be asked. */
  @Test
  void teachersAreNotAskedWhileTraining() throws IOException {
    TeacherCache cache = new TeacherCache(folder);
    TeacherLogits byOld;
    TeacherLogits byNew;
    try (Classifier old = trained(EXAMPLES.ofClasses(OLD), 1);
        Classifier untreated = trained(EXAMPLES, 2)) {
      byOld = cache.logits(old, EXAMPLES);
      byNew = cache.logits(untreated, EXAMPLES);
    }
    try (Classifier student = student()) {
      FitResult result =
          UpdateTrainer.of(student, EXAMPLES, SmallFits.plan(2, UpdateRule.ADAM_W, 0.01))
              .optLoss(MPT, ClassMapping.of(OLD, SmallFits.CLASSES))
              .optTeacher(Teacher.OLD, byOld)
              .optTeacher(Teacher.NEW, byNew)
              .fit();

      assertThat(result.epochs().get(1).meanLoss()).isLessThan(result.epochs().get(0).meanLoss());
    }
  }

  @Test
  void aLossThatIsNoNumberStopsAndTheStudentCanBeTrainedAgain() throws IOException {
    FitPlan good = SmallFits.plan(2, UpdateRule.ADAM_W, 0.01);
    try (Classifier student = student();
        Classifier twin = student()) {
      UpdateTrainer.of(student, EXAMPLES, good).fit();
      ModelWeights start = ModelWeights.of(student.network());
      int[] order = ExampleOrder.shuffled(64, new Random(31L * 5 + 1));

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(
              () ->
                  UpdateTrainer.of(student, EXAMPLES, SmallFits.plan(2, UpdateRule.SGD, 1e30))
                      .fit())
          .withMessage(
              "the loss is NaN at step 2 of epoch 1, of the examples %s and 8 more; lower the learning rate, warm up or clip gradients; the student has no usable weights",
              String.join(", ", Arrays.stream(order, 16, 24).mapToObj(Integer::toString).toList()));

      start.into(student.network());
      UpdateTrainer.of(student, EXAMPLES, good).fit();
      UpdateTrainer.of(twin, EXAMPLES, good).fit();
      UpdateTrainer.of(twin, EXAMPLES, good).fit();
      assertThat(print(student)).isEqualTo(print(twin));
    }
  }

  /** As a weight that overflows would. */
  private static FitListener breaking(Classifier student, int atEpoch, int atStep) {
    return new FitListener() {
      @Override
      public void step(int epoch, int step, int steps, double loss) {
        if (epoch == atEpoch && step == atStep) {
          SmallFits.fill(student, Float.NaN);
        }
      }
    };
  }

  @Test
  void afterABrokenEpochTheStudentAndTheFolderHaveTheBestBefore() throws IOException {
    Path kept = folder.resolve("kept");
    FitPlan plan = SmallFits.plan(3, UpdateRule.ADAM_W, 0.01);
    try (Classifier student = student();
        Classifier whole = student();
        Classifier once = student()) {
      List<String> prints = new ArrayList<>();
      FitListener printing =
          new FitListener() {
            @Override
            public void epoch(FitEpoch epoch) {
              prints.add(print(once));
            }
          };
      UpdateTrainer.of(once, EXAMPLES, plan).optListener(printing).fit();

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(
              () ->
                  UpdateTrainer.of(student, EXAMPLES, plan)
                      .optCheckpoints(kept)
                      .optListener(breaking(student, 3, 2))
                      .fit())
          .withMessageStartingWith("the loss is NaN at step 3 of epoch 3, of the examples ")
          .withMessageEndingWith(
              " and 8 more; lower the learning rate, warm up or clip gradients; the student has the weights of epoch 2");

      assertThat(print(student)).isEqualTo(prints.get(1));
      try (Stream<Path> files = Files.list(kept)) {
        assertThat(files.map(Path::getFileName)).containsExactly(Path.of("epoch-000002"));
      }
      UpdateTrainer.of(whole, EXAMPLES, plan).optCheckpoints(kept).fit();
      assertThat(print(whole)).isEqualTo(prints.get(2));
    }
  }

  /** No loss comes after it in its epoch. */
  @Test
  void aLastStepThatBreaksTheWeightsIsNoticed() {
    try (Classifier student = student()) {
      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(
              () ->
                  UpdateTrainer.of(
                          student, EXAMPLES.first(9), SmallFits.plan(1, UpdateRule.SGD, 1e38))
                      .optCheckpoints(folder)
                      .fit())
          .withMessageMatching(
              "a logit is (NaN|-?Infinity) after step 1 of epoch 1, of the examples %s and 1 more; lower the learning rate, warm up or clip gradients; the student has no usable weights"
                  .formatted(
                      String.join(
                          ", ",
                          Arrays.stream(ExampleOrder.shuffled(9, new Random(31L * 5 + 1)), 0, 8)
                              .mapToObj(Integer::toString)
                              .toList())));
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void earlyStoppingKeepsTheWeightsOfTheBestEpoch() throws IOException {
    Validation validation =
        Validation.alone(
            BrightQuarters.images(40, 150, 40, 8), new ValidationPolicy(1, OptionalInt.of(2)));
    List<String> prints = new ArrayList<>();
    try (Classifier student = student()) {
      FitResult result =
          UpdateTrainer.of(student, EXAMPLES, SmallFits.plan(40, UpdateRule.SGD, 0.3))
              .optValidation(validation)
              .optListener(
                  new FitListener() {
                    @Override
                    public void epoch(FitEpoch epoch) {
                      prints.add(print(student));
                    }
                  })
              .fit();

      assertThat(result.epochs().size()).isEqualTo(result.best() + 2).isLessThan(40);
      assertThat(print(student))
          .isEqualTo(prints.get(result.best() - 1))
          .isNotEqualTo(prints.get(prints.size() - 1));
      assertThat(validation.of(student)).isEqualTo(result.bestEpoch().validation().orElseThrow());
    }
  }

  @Test
  void leavesNoArraysBehind() throws IOException {
    FitPlan plan = SmallFits.plan(1, UpdateRule.ADAM_W, 0.01);
    try (Classifier student = student()) {
      UpdateTrainer.of(student, EXAMPLES, plan).fit();
      NDManager owner = student.network().getParameters().get(0).getValue().getArray().getManager();
      int before = owner.getManagedArrays().size();

      UpdateTrainer.of(student, EXAMPLES, plan).fit();

      int parameters = student.network().getParameters().size();
      assertThat(owner.getManagedArrays())
          .as("DJL's trainer looks at each gradient once, and leaves it")
          .hasSize(before + parameters);
    }
  }

  /** DJL lists a tied weight of TorchScript twice, and would take two steps. */
  @Test
  void aTiedWeightTakesOneStep() throws IOException {
    List<String> classes = List.of("a", "b", "c", "d");
    FitPlan plan =
        new FitPlan(
            1, 8, UpdateRule.SGD, 0.1, RateSchedule.CONSTANT, 10, OptionalDouble.of(1e-9), 1);
    Block block = FitResumeTest.torchScript("tied.pt");
    try (Classifier student = Classifier.of("tied", classes, block)) {
      float[] before = weight(block.getParameters(), "first.weight");

      UpdateTrainer.of(student, SmallFits.points(8, 4, classes), plan).fit();

      float[] after = weight(block.getParameters(), "second.weight");
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i] / before[i]).as("weight decay alone, once").isCloseTo(0, within(1e-3f));
      }
    }
  }

  private static float[] weight(ParameterList parameters, String name) {
    return parameters.get(name).getArray().toFloatArray();
  }

  @Test
  void aTorchScriptModelIsKnownByItsCodeHoweverOftenItIsLoaded() throws IOException {
    LabelledExamples points = SmallFits.points(12, 3, SmallFits.CLASSES);
    try (Classifier one = SmallFits.untrained("one", FitResumeTest.torchScript("mlp.pt"));
        Classifier again = SmallFits.untrained("again", FitResumeTest.torchScript("mlp.pt"));
        Classifier dropout =
            SmallFits.untrained("dropout", FitResumeTest.torchScript("mlp-dropout.pt"))) {
      String print = TeacherCache.fingerprint(one);

      assertThat(new TeacherCache(folder).logits(again, points).row(3))
          .isEqualTo(one.logits(points)[3]);
      assertThat(TeacherCache.fingerprint(one)).isEqualTo(print);
      assertThat(TeacherCache.fingerprint(again)).isEqualTo(print);
      assertThat(ModelWeights.of(dropout.network()).fingerprint())
          .isEqualTo(ModelWeights.of(one.network()).fingerprint());
      assertThat(TeacherCache.fingerprint(dropout)).isNotEqualTo(print);
    }
  }

  @Test
  void aMarginSparesTheOldClasses() throws IOException {
    LabelledExamples train = BrightQuarters.images(160, 200, 25, 11);
    LabelledExamples test = BrightQuarters.images(400, 200, 25, 12);
    TeacherCache cache = new TeacherCache(folder);
    ClassMapping mapping = ClassMapping.of(OLD, SmallFits.CLASSES);
    LabelledExamples ofOld = test.ofClasses(OLD);
    LabelledExamples oldTest =
        test.chosen(IntStream.range(0, 400).filter(i -> test.label(i) < 2).toArray());
    List<FlipCounts> counts = new ArrayList<>();
    try (Classifier old = trained(train.ofClasses(OLD), 1);
        Classifier untreated = trained(train, 2)) {
      assertThat(ofOld.size()).isEqualTo(oldTest.size());
      Validation onTest =
          Validation.beside(
              oldTest, cache.logits(old, oldTest), mapping, ValidationPolicy.mostAccurate());
      for (double margin : new double[] {0, 4}) {
        try (Classifier student = student()) {
          UpdateTrainer.of(student, train, SmallFits.plan(12, new UpdateRule.Momentum(0.9), 0.02))
              .optLoss(MarginPreservingDistillation.divergence(margin), mapping)
              .optTeacher(Teacher.OLD, cache.logits(old, train))
              .optTeacher(Teacher.NEW, cache.logits(untreated, train))
              .fit();
          counts.add(onTest.of(student));
        }
      }
    }

    assertThat(counts.get(0).n()).isEqualTo(200);
    assertThat(counts.get(0).negativeFlips()).as("without a margin").isGreaterThan(10);
    assertThat(counts.get(1).negativeFlips())
        .as("%s", counts)
        .isLessThan(counts.get(0).negativeFlips() * 3 / 4);
  }
}
