package org.flipcheck.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole experiment, with real training, on images that are hard to tell. */
class InterpolationExperimentTest {

  private static final int EVEN_WEIGHTS = 21;
  private static final int FISHER_WEIGHTS = 24;
  private static final FineTuning RECIPE =
      new FineTuning(
          TrainingPlan.constant(3, 16, 0.003f, 0), TrainingPlan.constant(3, 16, 0.003f, 0));
  private static final List<Setting<FineTuning>> SETTINGS =
      List.of(
          new Setting<>("data", "More data", seed -> update(seed, BrightQuarters.CLASSES), one()),
          new Setting<>(
              "classes", "More classes", seed -> update(seed, List.of("sw", "ne")), one()));

  @TempDir Path folder;

  @Test
  void everyMethodAtEveryWeightOfEverySeed() throws IOException {
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    List<SeedRun> runs =
        InterpolationExperiment.of(
                SETTINGS, 2, new PrintStream(progress, true, StandardCharsets.UTF_8))
            .run(folder);

    assertThat(runs)
        .extracting(run -> run.setting().key())
        .containsExactly("data", "data", "classes", "classes");
    assertThat(progress.toString(StandardCharsets.UTF_8))
        .contains("data, rate constant, seed 1 of 2:", "classes, rate constant, seed 2 of 2:");
    for (SeedRun run : runs) {
      assertThat(run.curve(Method.BCWI)).hasSize(EVEN_WEIGHTS);
      assertThat(run.curve(Method.FISHER_BCWI)).hasSize(FISHER_WEIGHTS);
      assertThat(run.curve(Method.SOUP_BCWI)).hasSize(EVEN_WEIGHTS);
      assertThat(run.curve(Method.ENSEMBLE)).hasSize(EVEN_WEIGHTS);
      assertThat(run.only(Method.NEW).test().againstOld().n()).isEqualTo(100);
    }
    assertThat(runs).extracting(SeedRun::knownTest).containsExactly(100L, 100L, 50L, 50L);
    assertThat(runs).extracting(SeedRun::knownDev).containsExactly(80L, 80L, 40L, 40L);
    runs.forEach(InterpolationExperimentTest::assertEndsAreTheModels);
    assertFiles();
  }

  /** At weight 0 all but the soup are the new model; at weight 1 all that can be are the old. */
  private static void assertEndsAreTheModels(SeedRun run) {
    CurvePoint now = run.only(Method.NEW);
    CurvePoint old = run.only(Method.OLD);
    for (Method method : List.of(Method.BCWI, Method.FISHER_BCWI, Method.ENSEMBLE)) {
      CurvePoint first = run.curve(method).get(0);
      assertThat(first.dev().againstOld()).isEqualTo(now.dev().againstOld());
      assertThat(first.test().againstNew()).isEqualTo(now.test().againstNew());
    }
    List<CurvePoint> ensemble = run.curve(Method.ENSEMBLE);
    assertThat(ensemble.get(ensemble.size() - 1).test().againstOld())
        .isEqualTo(old.test().againstOld());
    if (run.setting().key().equals("data")) {
      for (Method method : List.of(Method.BCWI, Method.FISHER_BCWI, Method.SOUP_BCWI)) {
        List<CurvePoint> curve = run.curve(method);
        assertThat(curve.get(curve.size() - 1).test().againstOld())
            .isEqualTo(old.test().againstOld());
      }
    }
    assertThat(run.curve(Method.SOUP_BCWI).get(0)).isNotEqualTo(now);
    assertThat(run.chosen(Method.BCWI, SelectionRule.DEFAULT).dev().negativeFlipRate())
        .isLessThanOrEqualTo(now.dev().negativeFlipRate());
  }

  private void assertFiles() throws IOException {
    int points = 3 + 3 * EVEN_WEIGHTS + FISHER_WEIGHTS;
    assertThat(Files.readAllLines(folder.resolve("curves.csv")))
        .hasSize(1 + 4 * points)
        .first()
        .isEqualTo(
            "setting,recipe,seed,method,old_weight,dev_examples,dev_right,dev_known,"
                + "dev_negative_flips,dev_gained_of_new,dev_lost_of_new,test_examples,test_right,"
                + "test_known,test_negative_flips,test_gained_of_new,test_lost_of_new");
    assertThat(Files.readAllLines(folder.resolve("summary.csv")))
        .hasSize(1 + 4 * ExperimentReport.RULES.size() * Method.OF_INTERPOLATION.size());
    assertThat(Files.readString(folder.resolve("interpolation.md")))
        .contains(
            "## More data, rate constant\n",
            "old model: 3 epochs, batches of 16, Adam at 0.003 throughout, weight decay 0.0;",
            "Weight chosen so that dev accuracy is, at 80% confidence, at most 0.5 points below",
            "\n| SoupBCWI",
            "\n| old weight | 0.05 | 0.1 | 0.15 |",
            "\n| old weight | 0.0002 | 0.001 | 0.004 | 0.01 | 0.03 | 0.1 |");
  }

  @Test
  void wrongNumberOfArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InterpolationExperiment.main(new String[] {"a"}))
        .withMessage(
            "expected 6 arguments: FASHION_MNIST_FOLDER MASSIVE_FOLDER BANKING77_FOLDER"
                + " OUTPUT_FOLDER SEEDS SETTINGS, got 1");
  }

  @Test
  void settingsByName() {
    assertThat(Experiment.named("all", SETTINGS)).isEqualTo(SETTINGS);
    assertThat(Experiment.named("classes", SETTINGS)).containsExactly(SETTINGS.get(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Experiment.named("data,clases,", SETTINGS))
        .withMessage("there are no settings [clases, ], only [data, classes] and all");
  }

  private static List<FineTuning> one() {
    return List.of(RECIPE);
  }

  private static Update update(int seed, List<String> known) {
    LabelledExamples all = BrightQuarters.images(380, 200, 8, 1);
    LabelledExamples now = Shuffle.part(all.first(200), 0, 200, seed);
    LabelledExamples old =
        known.equals(BrightQuarters.CLASSES) ? now.first(100) : now.ofClasses(known);
    return new Update(
        old,
        now,
        all.first(280).chosen(IntStream.range(200, 280).toArray()),
        all.chosen(IntStream.range(280, 380).toArray()),
        classes -> MultilayerPerceptron.create(8, 0, classes));
  }
}
