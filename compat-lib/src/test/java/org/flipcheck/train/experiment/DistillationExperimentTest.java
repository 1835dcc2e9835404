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
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.flipcheck.train.BrightQuarters;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.MultilayerPerceptron;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.fit.RateSchedule;
import org.flipcheck.train.fit.RateSchedule.Curve;
import org.flipcheck.train.fit.UpdateRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole experiment, with real training, on images that are hard to tell. */
class DistillationExperimentTest {

  private static final int SEEDS = 2;
  private static final FitPlan PLAN =
      new FitPlan(
          4,
          16,
          UpdateRule.ADAM_W,
          0.005,
          new RateSchedule(Curve.COSINE, 0.1),
          0,
          OptionalDouble.of(1),
          0);
  private static final List<Setting<FromScratch>> SETTINGS =
      List.of(
          new Setting<>(
              "classes",
              "More classes",
              seed -> update(seed, List.of("nw", "se")),
              List.of(new FromScratch(PLAN, List.of(0.0, 4.0)))),
          new Setting<>(
              "data",
              "More data",
              seed -> update(seed, BrightQuarters.CLASSES),
              List.of(new FromScratch(PLAN, List.of(0.0)))));

  @TempDir Path folder;

  @Test
  void everyMethodOfEverySeed() throws IOException {
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    List<SeedRun> runs =
        DistillationExperiment.of(
                SETTINGS,
                SEEDS,
                new PrintStream(progress, true, StandardCharsets.UTF_8),
                folder.resolve("teachers"))
            .run(folder.resolve("out"));

    assertThat(progress.toString(StandardCharsets.UTF_8))
        .contains("classes, rate cosine, seed 1 of 2:", "data, rate cosine, seed 2 of 2:");
    assertThat(runs).hasSize(2 * SEEDS);
    runs.forEach(DistillationExperimentTest::assertPoints);
    assertMarginProtectsOldClasses(runs.subList(0, SEEDS));
    assertFiles();
  }

  private static void assertPoints(SeedRun run) {
    int margins = run.setting().key().equals("classes") ? 2 : 1;
    for (Method method : Method.OF_DISTILLATION) {
      int size =
          switch (method) {
            case MPT_KL, MPT_LM -> margins;
            case BCWI -> 11;
            case ENSEMBLE -> 21;
            default -> 1;
          };
      assertThat(run.curve(method)).as("%s of %s", method, run.setting().key()).hasSize(size);
    }
    CurvePoint now = run.only(Method.NEW);
    assertThat(run.curve(Method.ENSEMBLE).get(0).test().againstNew())
        .isEqualTo(now.test().againstNew());
    assertThat(run.curve(Method.BCWI).get(0).dev().againstOld())
        .isEqualTo(run.only(Method.FINE_TUNED).dev().againstOld());
    assertThat(run.only(Method.OLD).test().againstOld().negativeFlips()).isZero();
    assertThat(now.known().sharedFlips()).isEqualTo(now.test().againstOld().negativeFlips());
    // Another seed alone breaks some answers and mends others.
    assertThat(run.only(Method.RESEEDED).test().againstNew().negativeFlips()).isPositive();
    assertThat(run.only(Method.RESEEDED).known().sharedFlips())
        .isLessThan(run.only(Method.RESEEDED).test().againstOld().negativeFlips());
  }

  private static void assertMarginProtectsOldClasses(List<SeedRun> runs) {
    for (Method method : List.of(Method.MPT_KL, Method.MPT_LM)) {
      SettingSummary without = SettingSummary.at(method, runs.get(0).curve(method).get(0), runs);
      SettingSummary with = SettingSummary.at(method, runs.get(0).curve(method).get(1), runs);
      assertThat(with.negativeFlipRate()).as(method.title()).isLessThan(without.negativeFlipRate());
      assertThat(with.knownAccuracy()).isGreaterThan(without.knownAccuracy());
      assertThat(with.addedAccuracy().orElseThrow())
          .isLessThan(without.addedAccuracy().orElseThrow());
    }
  }

  private void assertFiles() throws IOException {
    Path out = folder.resolve("out");
    List<String> curves = Files.readAllLines(out.resolve("curves.csv"));
    assertThat(curves.get(0))
        .isEqualTo(
            "setting,recipe,seed,method,old_weight,dev_examples,dev_right,dev_known,"
                + "dev_negative_flips,dev_gained_of_new,dev_lost_of_new,test_examples,test_right,"
                + "test_known,test_negative_flips,test_gained_of_new,test_lost_of_new,margin,"
                + "test_known_right,test_flips_of_new_too");
    assertThat(curves).hasSize(1 + SEEDS * (7 + 4 + 11 + 21) + SEEDS * (7 + 2 + 11 + 21));
    List<String> seeds = Files.readAllLines(out.resolve("seeds.csv"));
    int rows = 2 * ExperimentReport.RULES.size() * Method.OF_DISTILLATION.size();
    assertThat(seeds.get(0))
        .isEqualTo(
            "setting,recipe,rule_tolerance,rule_confidence,method,seed,old_weight,test_examples,"
                + "test_right,known_test_examples,negative_flips,new_negative_flips,gained_of_new,"
                + "lost_of_new,chosen,margin,known_right,flips_of_new_too");
    assertThat(seeds).hasSize(1 + SEEDS * rows);
    List<String> summary = Files.readAllLines(out.resolve("summary.csv"));
    assertThat(summary.get(0))
        .isEqualTo(
            "setting,recipe,rule_tolerance,rule_confidence,method,seeds,accuracy,accuracy_change,"
                + "accuracy_change_low,accuracy_change_high,accuracy_change_seeds_low,"
                + "accuracy_change_seeds_high,known_accuracy,added_accuracy,known_nfr,"
                + "known_nfr_change,known_nfr_change_low,known_nfr_change_high,reduction,"
                + "reduction_seeds_low,reduction_seeds_high,nfr,lost_of_new");
    assertThat(summary).hasSize(1 + rows);
    assertThat(Files.readString(out.resolve("distillation.md")))
        .contains(
            "\n|  | More classes | More data |\n",
            "\n## More classes\n",
            "\nall models: 4 epochs, batches of 16, AdamW at 0.005 after a warm-up of 10 % of the"
                + " steps, falling to 0 (cosine), weight decay 0.0, gradients clipped to the norm"
                + " 1.0. 2 seed(s).\n",
            "\n| new model, reseeded | ",
            " | no class added | ");
    assertThat(out.resolve("classes.svg")).content().contains("<svg");
    assertThat(out.resolve("data.svg")).content().contains("<svg");
  }

  @Test
  void wrongNumberOfArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistillationExperiment.main(new String[] {"a"}))
        .withMessage(
            "expected 7 arguments: FASHION_MNIST_FOLDER MASSIVE_FOLDER BANKING77_FOLDER"
                + " OUTPUT_FOLDER CACHE_FOLDER SEEDS SETTINGS, got 1");
  }

  private static Update update(int seed, List<String> known) {
    LabelledExamples all = BrightQuarters.images(600, 200, 10, 1);
    LabelledExamples held = Shuffle.part(all.chosen(range(320, 600)), 0, 280, seed);
    LabelledExamples now = Shuffle.part(all.first(320), 0, 320, seed);
    LabelledExamples old =
        known.equals(BrightQuarters.CLASSES) ? now.first(160) : now.ofClasses(known);
    return new Update(
        old,
        now,
        held.first(80),
        held.chosen(range(80, 280)),
        classes -> MultilayerPerceptron.create(8, 0, classes));
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
