package org.flipcheck.train.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flipcheck.train.TrainingPlan;
import org.flipcheck.train.TrainingPlan.Schedule;

/**
 * What weight interpolation is worth on real updates: five kinds of update, each with new models
 * that are fine-tuned from the old one at a constant learning rate, and at one that falls to 0.
 * Every seed splits and trains anew, chooses the old model's weight on development examples, and
 * counts on test examples that neither trained nor chose.
 *
 * <p>Recipes were set by figures of development examples alone.
 */
public final class InterpolationExperiment {

  private static final int FASHION_DEV = 10_000;
  private static final int FASHION_TRAIN = 30_000;
  private static final int FASHION_OLD_CLASSES = 5;
  private static final int BANKING_OLD_CLASSES = 57;

  private InterpolationExperiment() {}

  /**
   * Runs the experiment.
   *
   * @param args the folder with the four gzip files of Fashion-MNIST, that of MASSIVE in the split
   *     of the authors of BCWI ({@code old_train.csv.gz}, {@code updated_train.csv.gz}, {@code
   *     updated_dev.csv.gz}, {@code old_test.csv.gz}), that of Banking77 ({@code train.csv.gz},
   *     {@code test.csv.gz}), the folder to write to (made if missing), how many seeds, and the
   *     settings to run, or {@code all}; several are parted by commas
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 6) {
      throw new IllegalArgumentException(
          "expected 6 arguments: FASHION_MNIST_FOLDER MASSIVE_FOLDER BANKING77_FOLDER"
              + " OUTPUT_FOLDER SEEDS SETTINGS, got "
              + args.length);
    }
    List<Setting<FineTuning>> settings =
        Experiment.named(args[5], settings(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])));
    of(settings, Integer.parseInt(args[4]), System.err).run(Path.of(args[3]));
  }

  static Experiment<FineTuning> of(
      List<Setting<FineTuning>> settings, int seeds, PrintStream progress) {
    return new Experiment<>(
        settings,
        seeds,
        progress,
        UpdateTrial::run,
        (runs, folder) -> new ExperimentReport(runs).write(folder));
  }

  private static List<Setting<FineTuning>> settings(Path fashionMnist, Path massive, Path banking)
      throws IOException {
    FashionUpdates fashion =
        FashionUpdates.read(fashionMnist, FASHION_DEV, FASHION_TRAIN, FashionUpdates::perceptron);
    List<FineTuning> images = recipes(5, 5, 64, 0.001f, 0);
    return List.of(
        new Setting<>(
            "massive_more_data",
            "MASSIVE, the BCWI paper's split: 1,000 utterances, then 1,500",
            TextUpdates.massive(massive),
            recipes(16, 6, 32, 0.006f, 0.01f)),
        new Setting<>(
            "banking77_more_data",
            "Banking77: half of the training questions, then all",
            TextUpdates.bankingMoreData(banking),
            recipes(10, 6, 64, 0.003f, 0.01f)),
        new Setting<>(
            "banking77_more_classes",
            "Banking77: 57 classes, then 77",
            TextUpdates.bankingMoreClasses(banking, BANKING_OLD_CLASSES),
            recipes(10, 6, 64, 0.003f, 0.01f)),
        new Setting<>(
            "fashion_mnist_more_data",
            "Fashion-MNIST: 15,000 images, then 30,000",
            fashion::moreData,
            images),
        new Setting<>(
            "fashion_mnist_more_classes",
            "Fashion-MNIST: 5 classes, then 10",
            seed -> fashion.moreClasses(seed, FASHION_OLD_CLASSES),
            images));
  }

  /** The same recipe at a constant rate and at one that falls. */
  private static List<FineTuning> recipes(
      int oldEpochs, int newEpochs, int batchSize, float rate, float weightDecay) {
    List<FineTuning> recipes = new ArrayList<>();
    for (Schedule schedule : Schedule.values()) {
      recipes.add(
          new FineTuning(
              new TrainingPlan(oldEpochs, batchSize, rate, schedule, weightDecay, 0),
              new TrainingPlan(newEpochs, batchSize, rate, schedule, weightDecay, 0)));
    }
    return recipes;
  }
}
