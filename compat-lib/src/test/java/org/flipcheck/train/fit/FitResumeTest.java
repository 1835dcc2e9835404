package org.flipcheck.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flipcheck.checkpoint.TensorSet;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.interpolation.ModelWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that are cut off and go on. */
class FitResumeTest {

  private static final int EPOCHS = 3;
  private static final LabelledExamples IMAGES = BrightQuarters.images(50, 150, 40, 3);
  private static final LabelledExamples POINTS = SmallFits.points(50, 3, SmallFits.CLASSES);

  private static final List<Model> SCRIPTS = new ArrayList<>();

  @TempDir private Path folder;

  /** What is trained, on what, and how. */
  private record Course(
      String name,
      Supplier<Block> network,
      LabelledExamples examples,
      FitPlan plan,
      Optional<Validation> validation) {

    @Override
    public String toString() {
      return name;
    }

    Classifier student() {
      return SmallFits.untrained(name, network.get());
    }

    UpdateTrainer trainer(Classifier student, Path folder) {
      UpdateTrainer trainer = UpdateTrainer.of(student, examples, plan).optCheckpoints(folder);
      validation.ifPresent(trainer::optValidation);
      return trainer;
    }

    Course with(FitPlan other) {
      return new Course(name, network, examples, other, validation);
    }
  }

  /** What came of it; seconds are those of the day. */
  private record Outcome(String weights, List<FitEpoch> epochs, int best) {
    static Outcome of(Classifier student, FitResult result) {
      return new Outcome(
          ModelWeights.of(student.network()).fingerprint(),
          result.epochs().stream()
              .map(e -> new FitEpoch(e.epoch(), e.meanLoss(), e.validation(), e.isBest(), 0))
              .toList(),
          result.best());
    }
  }

  private static Block dropout() {
    return MultilayerPerceptron.create(8, 0.5f, 4);
  }

  private static Block normalised() {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(5).build())
        .add(BatchNorm.builder().build())
        .add(Linear.builder().setUnits(4).build());
  }

  static Block torchScript(String file) {
    try {
      Path scripts = Path.of(FitResumeTest.class.getResource("/torchscript").toURI());
      Model model = Model.newInstance(file, Device.cpu());
      // Collected as garbage, it would close itself and its weights.
      SCRIPTS.add(model);
      model.load(scripts, file, Map.of("trainParam", "true"));
      return model.getBlock();
    } catch (IOException | MalformedModelException | URISyntaxException e) {
      throw new IllegalStateException(file, e);
    }
  }

  static List<Course> courses() {
    UpdateRule momentum = new UpdateRule.Momentum(0.9);
    Optional<Validation> validated =
        Optional.of(
            Validation.alone(
                BrightQuarters.images(21, 150, 40, 4), ValidationPolicy.mostAccurate()));
    FitPlan scheduled =
        new FitPlan(
            EPOCHS,
            16,
            momentum,
            0.1,
            new RateSchedule(RateSchedule.Curve.COSINE, 0.3),
            0.01,
            OptionalDouble.of(0.5),
            5);
    return List.of(
        new Course("momentum", FitResumeTest::dropout, IMAGES, scheduled, Optional.empty()),
        new Course(
            "AdamW",
            FitResumeTest::dropout,
            IMAGES,
            SmallFits.plan(EPOCHS, UpdateRule.ADAM_W, 0.01),
            validated),
        new Course(
            "SGD",
            FitResumeTest::dropout,
            IMAGES,
            SmallFits.plan(EPOCHS, UpdateRule.SGD, 0.1),
            validated),
        new Course(
            "batch normalisation",
            FitResumeTest::normalised,
            IMAGES,
            SmallFits.plan(EPOCHS, momentum, 0.05),
            validated),
        new Course(
            "TorchScript",
            () -> torchScript("mlp-dropout.pt"),
            POINTS,
            SmallFits.plan(EPOCHS, momentum, 0.1),
            Optional.of(Validation.alone(POINTS.first(20), ValidationPolicy.mostAccurate()))));
  }

  private static FitListener cutAfter(int last) {
    return new FitListener() {
      @Override
      public void epoch(FitEpoch epoch) {
        if (epoch.epoch() == last) {
          throw new IllegalStateException("cut off");
        }
      }
    };
  }

  private static void cut(Course course, int epoch, Path into) {
    try (Classifier student = course.student()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> course.trainer(student, into).optListener(cutAfter(epoch)).fit())
          .withMessage("cut off");
    }
  }

  private static Outcome goOn(Course course, Path from) throws IOException {
    try (Classifier student = course.student()) {
      return Outcome.of(student, course.trainer(student, from).fit());
    }
  }

  @ParameterizedTest
  @MethodSource("courses")
  void goesOnToTheSameNumbers(Course course) throws IOException {
    Outcome whole = goOn(course, folder.resolve("whole"));
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      Path into = folder.resolve("cut" + epoch);
      cut(course, epoch, into);

      assertThat(goOn(course, into)).as("cut off after epoch %d", epoch).isEqualTo(whole);
    }
    assertThat(goOn(course, folder.resolve("cut2"))).as("when all is done").isEqualTo(whole);
    assertThat(whole.epochs()).hasSize(EPOCHS);
  }

  @Test
  void aKillBeforeTheRenameDoesNotMatter() throws IOException {
    Course course = courses().get(0);
    Outcome whole = goOn(course, folder.resolve("whole"));
    Path into = folder.resolve("killed");
    cut(course, 2, into);
    Path staged = Files.createDirectories(into.resolve(".new"));
    Files.writeString(staged.resolve("weights.safetensors"), "half of it");

    assertThat(goOn(course, into)).isEqualTo(whole);

    try (Stream<Path> left = Files.list(into)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("epoch-000003");
    }
  }

  @Test
  void aKillBeforeTheOldOneIsDeletedDoesNotMatter() throws IOException {
    Course course = courses().get(0);
    Outcome whole = goOn(course, folder.resolve("whole"));
    Path into = folder.resolve("killed");
    cut(course, 2, into);
    Files.createDirectories(into.resolve("epoch-000001"));

    assertThat(goOn(course, into)).isEqualTo(whole);
  }

  @Test
  void refusesTheCheckpointOfAnotherTraining() throws IOException {
    Course course = courses().get(1);
    cut(course, 1, folder);
    FitPlan plan = course.plan();
    LabelledExamples relabelled = SmallFits.points(50, 3, SmallFits.CLASSES);
    List<Course> others =
        List.of(
            course.with(plan.withSeed(6)),
            course.with(SmallFits.plan(EPOCHS + 1, plan.rule(), plan.learningRate())),
            course.with(SmallFits.plan(EPOCHS, plan.rule(), 0.02)),
            new Course(
                "data",
                FitResumeTest::dropout,
                BrightQuarters.images(50),
                plan,
                course.validation()),
            new Course("data", FitResumeTest::dropout, relabelled, plan, course.validation()),
            new Course("unvalidated", FitResumeTest::dropout, IMAGES, plan, Optional.empty()),
            new Course(
                "start",
                () -> MultilayerPerceptron.create(9, 0.5f, 4),
                IMAGES,
                plan,
                course.validation()));

    for (Course other : others) {
      assertThatExceptionOfType(TrainingException.class)
          .as(other.name())
          .isThrownBy(() -> goOn(other, folder))
          .withMessage(
              "%s: is the checkpoint of another training: another plan, loss, data, teacher or start; delete it, or choose another folder",
              folder.resolve("epoch-000001"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.json",
        "weights.safetensors",
        "best.safetensors",
        "optimizer.safetensors"
      })
  void refusesADamagedCheckpoint(String name) throws IOException {
    Course course = courses().get(1);
    cut(course, 1, folder);
    Path checkpoint = folder.resolve("epoch-000001");
    Path file = checkpoint.resolve(name);
    String message =
        Pattern.quote(checkpoint.toString())
            + ": is damaged: .+; delete it to train from the start";
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> goOn(course, folder))
        .withMessageMatching(message);
    Files.delete(file);
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> goOn(course, folder))
        .withMessageMatching(message);
  }

  @Test
  void refusesAnOptimizerOfAnotherRule() throws IOException {
    Course course = courses().get(1);
    cut(course, 1, folder);
    Path checkpoint = folder.resolve("epoch-000001");
    new TensorSet(Map.of(), List.of()).write(checkpoint.resolve("optimizer.safetensors"));

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> goOn(course, folder))
        .withMessage(
            "%s: is damaged: the optimizer's array 0.0 is missing, of 1152 float32; delete it to train from the start",
            checkpoint);
  }

  @Test
  void patienceEndsATrainingAlsoWhenItGoesOn() throws IOException {
    Validation impatient =
        Validation.alone(IMAGES.first(20), new ValidationPolicy(1, OptionalInt.of(1)));
    Course course =
        new Course(
            "early",
            FitResumeTest::dropout,
            IMAGES,
            SmallFits.plan(30, UpdateRule.SGD, 0.3),
            Optional.of(impatient));
    Outcome whole = goOn(course, folder.resolve("whole"));
    assertThat(whole.epochs().size()).isLessThan(30).isEqualTo(whole.best() + 1);

    cut(course, whole.best(), folder.resolve("cut"));

    assertThat(goOn(course, folder.resolve("cut"))).isEqualTo(whole);
    assertThat(goOn(course, folder.resolve("whole"))).isEqualTo(whole);
  }
}
