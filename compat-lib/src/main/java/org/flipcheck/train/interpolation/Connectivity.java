package org.flipcheck.train.interpolation;

import ai.djl.nn.Block;
import java.util.Locale;
import java.util.OptionalLong;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.PairedDifferenceInterval;

/**
 * Whether two models are connected: whether the model half-way between them still works. A model
 * fine-tuned from the other one mostly is; of models that were trained apart the midpoint mostly
 * collapses, and no weight between them is worth trying (linear mode connectivity, Frankle et al.
 * 2020, arXiv:1912.05671, who call less than 2 points of error stable).
 *
 * <p>The midpoint is compared, example by example, with the less accurate of the two models. It has
 * collapsed where the whole 95 % interval of the difference (Newcombe's, paired) lies below minus a
 * tolerance: a small sample does not cry wolf, nor does a large one over a trifle. That it has not
 * collapsed is not shown by a sample so small that the interval says nothing: look at it.
 *
 * <p>Where classes were added, take examples of classes that the old model knows: on others it is
 * wrong whatever happens, and the comparison with the lesser model would be too easy.
 *
 * @param verdict the answer
 * @param examples on how many examples, at least 1
 * @param oldAccuracy of the old model, 0 to 1
 * @param newAccuracy of the new model, 0 to 1
 * @param midpointAccuracy of the model at weight 0.5, 0 to 1
 * @param difference 95 % interval of the midpoint's accuracy minus the less accurate model's, −1 to
 *     1
 * @param tolerance how much accuracy a midpoint may lose without having collapsed, 0 to 1
 */
public record Connectivity(
    Verdict verdict,
    long examples,
    double oldAccuracy,
    double newAccuracy,
    double midpointAccuracy,
    Interval difference,
    double tolerance) {

  /** Frankle et al.'s bound between stable and unstable. */
  public static final double DEFAULT_TOLERANCE = 0.02;

  private static final double CONFIDENCE = 0.95;
  private static final double MIDPOINT = 0.5;

  /** Whether there is a way from one model to the other. */
  public enum Verdict {
    /** The midpoint is not shown to be worse than both models. */
    CONNECTED,
    /** The midpoint is worse than both models: do not interpolate. */
    COLLAPSED
  }

  /**
   * Tries both ends and the midpoint of an interpolation.
   *
   * @param interpolation of the two models
   * @param working a block that it can write into; has the midpoint's weights afterwards
   * @param data a sample of development data, a few hundred examples
   * @param labels the class index of each example, as the new model counts them
   * @return the verdict with {@link #DEFAULT_TOLERANCE}
   * @throws InterpolationException if there are not as many labels as examples, or none
   */
  public static Connectivity of(
      WeightInterpolation interpolation, Block working, InputBatches data, int[] labels) {
    boolean[] old = right(interpolation, 1, working, data, labels);
    boolean[] now = right(interpolation, 0, working, data, labels);
    boolean[] midpoint = right(interpolation, MIDPOINT, working, data, labels);
    return of(old, now, midpoint, DEFAULT_TOLERANCE);
  }

  private static boolean[] right(
      WeightInterpolation interpolation,
      double oldWeight,
      Block working,
      InputBatches data,
      int[] labels) {
    interpolation.at(oldWeight, working);
    int[] answers = BlockLogits.answers(BlockLogits.of(working, data));
    if (answers.length != labels.length) {
      throw new InterpolationException(
          "there are %d examples and %d labels; give one label for each example"
              .formatted(answers.length, labels.length));
    }
    boolean[] right = new boolean[labels.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = answers[i] == labels[i];
    }
    return right;
  }

  /**
   * Judges what three models got right, example by example.
   *
   * @param old whether the old model did
   * @param now whether the new model did
   * @param midpoint whether the model at weight 0.5 did
   * @param tolerance how much accuracy the midpoint may lose, 0 to 1
   * @return the verdict
   * @throws InterpolationException if the three differ in length or are empty, or the tolerance is
   *     out of its range
   */
  public static Connectivity of(
      boolean[] old, boolean[] now, boolean[] midpoint, double tolerance) {
    if (old.length == 0 || old.length != now.length || old.length != midpoint.length) {
      throw new InterpolationException(
          "old, new and midpoint model have %d, %d and %d answers; give the same examples to all, and at least 1"
              .formatted(old.length, now.length, midpoint.length));
    }
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new InterpolationException(
          "the tolerance is %s; it is a share of examples, 0 to 1".formatted(tolerance));
    }
    double oldAccuracy = accuracy(old);
    double newAccuracy = accuracy(now);
    boolean[] lesser = oldAccuracy < newAccuracy ? old : now;
    Interval difference = PairedDifferenceInterval.of(count(lesser, midpoint), CONFIDENCE);
    return new Connectivity(
        difference.high() < -tolerance ? Verdict.COLLAPSED : Verdict.CONNECTED,
        old.length,
        oldAccuracy,
        newAccuracy,
        accuracy(midpoint),
        difference,
        tolerance);
  }

  private static double accuracy(boolean[] right) {
    int count = 0;
    for (boolean one : right) {
      count += one ? 1 : 0;
    }
    return (double) count / right.length;
  }

  private static FlipCounts count(boolean[] before, boolean[] after) {
    long[] cells = new long[4];
    for (int i = 0; i < before.length; i++) {
      cells[(before[i] ? 0 : 2) + (after[i] ? 0 : 1)]++;
    }
    return new FlipCounts(cells[0], cells[1], cells[2], cells[3], OptionalLong.empty());
  }

  /**
   * The verdict in words, with its figures and what to do.
   *
   * @return a sentence or two for people
   */
  public String message() {
    String figures =
        String.format(
            Locale.ROOT,
            "half-way between the models %.1f %% of %d examples are right, with the old model %.1f %%, with the new one %.1f %%; half-way minus the lesser: %+.1f points, 95 %% interval %+.1f to %+.1f",
            100 * midpointAccuracy,
            examples,
            100 * oldAccuracy,
            100 * newAccuracy,
            100 * (midpointAccuracy - Math.min(oldAccuracy, newAccuracy)),
            100 * difference.low(),
            100 * difference.high());
    return verdict == Verdict.CONNECTED
        ? figures
        : String.format(
            Locale.ROOT,
            "%s, below the %.1f points that are tolerated. The models are not connected, as happens where the new one was not fine-tuned from the old one, and no weight between them will do: train an update with 'flipcheck train', or ask both models with the ensemble",
            figures,
            -100 * tolerance);
  }
}
