package org.flipcheck.train.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.flipcheck.train.SmallConvNet;
import org.flipcheck.train.fit.FitPlan;
import org.flipcheck.train.fit.RateSchedule;
import org.flipcheck.train.fit.RateSchedule.Curve;
import org.flipcheck.train.fit.UpdateRule;

/**
 * What distillation is worth on real updates, margin-preserving training and its rivals: two
 * updates of classifiers of images, two of short texts. Every seed splits and trains anew, chooses
 * margins and weights on development examples, and counts on test examples that neither trained nor
 * chose.
 *
 * <p>Recipes were set by figures of development examples alone.
 */
public final class DistillationExperiment {

  private static final int FASHION_DEV = 5_000;
  private static final int FASHION_TRAIN = 5_000;
  private static final int FASHION_MORE_DATA = 4_000;
  private static final int FASHION_OLD_CLASSES = 5;
  private static final int BANKING_OLD_CLASSES = 57;
  private static final int MASSIVE_OLD_CLASSES = 45;

  /** Of classes that were added: MPT's released grid is 0, 1, 2 and 4. */
  private static final List<Double> MARGINS = List.of(0.0, 0.5, 1.0, 2.0);

  private static final List<Double> NO_MARGIN = List.of(0.0);

  private DistillationExperiment() {}

  /**
   * Runs the experiment.
   *
   * @param args the folder with the four gzip files of Fashion-MNIST, that of MASSIVE en-US ({@code
   *     train.csv.gz}, {@code validation.csv.gz}, {@code test.csv.gz}), that of Banking77 ({@code
   *     train.csv.gz}, {@code test.csv.gz}), the folder to write to (made if missing), one for the
   *     teachers' logits, how many seeds, and the settings to run, or {@code all}; several are
   *     parted by commas
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 7) {
      throw new IllegalArgumentException(
          "expected 7 arguments: FASHION_MNIST_FOLDER MASSIVE_FOLDER BANKING77_FOLDER"
              + " OUTPUT_FOLDER CACHE_FOLDER SEEDS SETTINGS, got "
              + args.length);
    }
    List<Setting<FromScratch>> settings =
        Experiment.named(args[6], settings(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])));
    of(settings, Integer.parseInt(args[5]), System.err, Path.of(args[4])).run(Path.of(args[3]));
  }

  static Experiment<FromScratch> of(
      List<Setting<FromScratch>> settings, int seeds, PrintStream progress, Path cache) {
    return new Experiment<>(
        settings,
        seeds,
        progress,
        (setting, recipe, seed, update) ->
            DistillationTrial.run(setting, recipe, seed, update, cache),
        (runs, folder) -> new DistillationReport(runs).write(folder));
  }

  private static List<Setting<FromScratch>> settings(Path fashionMnist, Path massive, Path banking)
      throws IOException {
    FashionUpdates fashion =
        FashionUpdates.read(fashionMnist, FASHION_DEV, FASHION_TRAIN, SmallConvNet::create);
    FitPlan images = plan(4, new UpdateRule.Momentum(0.9), 0.1, 5e-4);
    FitPlan texts = plan(4, UpdateRule.ADAM_W, 0.005, 0.01);
    return List.of(
        new Setting<>(
            "fashion_mnist_more_classes",
            "Fashion-MNIST: 5 classes, then 10",
            seed -> fashion.moreClasses(seed, FASHION_OLD_CLASSES),
            List.of(new FromScratch(images, MARGINS))),
        new Setting<>(
            "fashion_mnist_more_data",
            "Fashion-MNIST: 2,000 images, then 4,000",
            fashion.withTrain(FASHION_MORE_DATA)::moreData,
            List.of(new FromScratch(images, NO_MARGIN))),
        new Setting<>(
            "banking77_more_classes",
            "Banking77: 57 classes, then 77",
            TextUpdates.bankingMoreClasses(banking, BANKING_OLD_CLASSES),
            List.of(new FromScratch(texts, MARGINS))),
        new Setting<>(
            "massive_more_classes",
            "MASSIVE: 45 intents, then 60",
            TextUpdates.massiveMoreClasses(massive, MASSIVE_OLD_CLASSES),
            List.of(new FromScratch(texts, MARGINS))));
  }

  /** Clipped alike for all methods: logit matching diverges without. */
  private static FitPlan plan(int epochs, UpdateRule rule, double rate, double weightDecay) {
    return new FitPlan(
        epochs,
        64,
        rule,
        rate,
        new RateSchedule(Curve.COSINE, 0.1),
        weightDecay,
        OptionalDouble.of(1),
        0);
  }
}
