package org.flipcheck.train.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.predictions.PredictionLayout;
import org.flipcheck.predictions.PredictionRow;
import org.flipcheck.predictions.PredictionWriter;
import org.flipcheck.train.Classifier;
import org.flipcheck.train.LabelledExamples;
import org.flipcheck.train.LabelledImages;
import org.flipcheck.train.SmallConvNet;
import org.flipcheck.train.TrainingPlan;

/**
 * Trains two versions of a classifier on Fashion-MNIST, as a team would that retrains when more
 * data has come in: <i>old</i> on the first 20,000 training images, <i>new</i> from scratch on all
 * 60,000, same network and plan, another seed. Writes what each says about the 10,000 test images
 * to {@code fashion_mnist_old.arrow} and {@code fashion_mnist_new.arrow}.
 *
 * <p>Nothing is tuned on the test images: they are looked at once, at the end. Progress goes to
 * standard error, the counts of the pair to standard output.
 */
public final class FashionMnistDemo {

  private static final PredictionLayout LAYOUT =
      new PredictionLayout(FashionMnist.CLASSES, FashionMnist.SLICES);
  private static final int OLD_IMAGES = 20_000;
  private static final int EPOCHS = 4;
  private static final int BATCH = 100;
  private static final float LEARNING_RATE = 0.001f;

  private final int oldImages;
  private final int epochs;
  private final PrintStream progress;

  FashionMnistDemo(int oldImages, int epochs, PrintStream progress) {
    this.oldImages = oldImages;
    this.epochs = epochs;
    this.progress = progress;
  }

  /**
   * Runs the demonstration.
   *
   * @param args the folder with the four gzip files of the data set, the folder to write to (made
   *     if missing), and the seed of the old model, a whole number; the new model's is one higher
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException(
          "expected 3 arguments: DATASET_FOLDER OUTPUT_FOLDER SEED, got " + args.length);
    }
    FashionMnistDemo demo = new FashionMnistDemo(OLD_IMAGES, EPOCHS, System.err);
    System.out.println(
        summary(demo.run(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]))));
  }

  /** Trains, asks and writes both models; gives the outcomes of the 10,000 pairs. */
  FlipCounts run(Path dataset, Path output, int seed) throws IOException {
    Files.createDirectories(output);
    LabelledImages train = FashionMnist.train(dataset);
    LabelledImages test = FashionMnist.test(dataset);
    List<PredictionRow> oldRows = predict("old", train.first(oldImages), test, seed);
    List<PredictionRow> newRows = predict("new", train, test, seed + 1);
    write(output.resolve("fashion_mnist_old.arrow"), oldRows);
    write(output.resolve("fashion_mnist_new.arrow"), newRows);
    return count(test, oldRows, newRows);
  }

  private List<PredictionRow> predict(
      String name, LabelledExamples train, LabelledImages test, int seed) throws IOException {
    TrainingPlan plan = TrainingPlan.constant(epochs, BATCH, LEARNING_RATE, seed);
    progress.printf(Locale.ROOT, "%s: %,d training images, %s%n", name, train.size(), plan);
    try (Classifier classifier =
        Classifier.of(
            name, FashionMnist.CLASSES, SmallConvNet.create(FashionMnist.CLASSES.size()))) {
      classifier.fit(
          train,
          plan,
          epoch ->
              progress.printf(
                  Locale.ROOT,
                  "%s: epoch %d of %d, loss %.4f, accuracy while training %.4f%n",
                  name,
                  epoch.epoch(),
                  epochs,
                  epoch.meanLoss(),
                  epoch.accuracy()));
      return rows(test, classifier.logits(test));
    }
  }

  private static List<PredictionRow> rows(LabelledImages test, float[][] logits) {
    List<PredictionRow> rows = new ArrayList<>(test.size());
    for (int i = 0; i < test.size(); i++) {
      rows.add(
          PredictionRow.ofLogits(
              String.format(Locale.ROOT, "fashion-mnist-test-%05d", i),
              FashionMnist.CLASSES.get(test.label(i)),
              logits[i],
              FashionMnist.slices(test, i)));
    }
    return rows;
  }

  private void write(Path file, List<PredictionRow> rows) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        PredictionWriter writer = PredictionWriter.open(allocator, file, LAYOUT)) {
      for (PredictionRow row : rows) {
        writer.add(row);
      }
      writer.finish();
    }
    progress.printf("wrote %s%n", file);
  }

  private static FlipCounts count(
      LabelledImages test, List<PredictionRow> oldRows, List<PredictionRow> newRows) {
    return FlipCounts.of(
        IntStream.range(0, test.size())
            .mapToObj(i -> outcome(test.label(i), oldRows.get(i), newRows.get(i))));
  }

  private static FlipOutcome outcome(int label, PredictionRow oldRow, PredictionRow newRow) {
    return FlipOutcome.of(
        oldRow.answer() == label, newRow.answer() == label, oldRow.answer() == newRow.answer());
  }

  private static String summary(FlipCounts counts) {
    return String.join(
        "\n",
        "examples " + counts.n(),
        "old_right " + (counts.bothRight() + counts.negativeFlips()),
        "new_right " + (counts.bothRight() + counts.positiveFlips()),
        "both_right " + counts.bothRight(),
        "negative_flips " + counts.negativeFlips(),
        "positive_flips " + counts.positiveFlips(),
        "both_wrong_same " + counts.bothWrongSame().getAsLong(),
        "both_wrong_different " + counts.bothWrongDifferent().getAsLong());
  }
}
