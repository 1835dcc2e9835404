package org.flipcheck.select;

import java.util.Locale;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.PairedDifferenceInterval;

/**
 * Whether there is anything between two models: how the one half-way between them does. Models that
 * were trained apart have nothing in common that could be averaged, and their midpoint is worse
 * than either; a model that was fine-tuned from the other is usually connected to it by a path
 * without such a barrier. A sample so small that the interval says nothing shows no collapse
 * either.
 *
 * <p>Linear mode connectivity in the sense of Frankle, Dziugaite, Roy and Carbin (2020), <i>Linear
 * Mode Connectivity and the Lottery Ticket Hypothesis</i>, looked at in the middle only. They
 * compare with the mean of both ends; here it is the worse end, so that a weak old model does not
 * hide a collapse, and an interval, so that few examples do not cry wolf.
 *
 * @param oldToMiddle outcomes of the pairs of old model and midpoint
 * @param newToMiddle outcomes of the pairs of new model and midpoint, on the same examples
 */
public record Connectivity(FlipCounts oldToMiddle, FlipCounts newToMiddle) {

  /** A midpoint that loses this much against the worse end, surely, has collapsed; our choice. */
  public static final double BARRIER = 0.02;

  private static final double CONFIDENCE = 0.95;
  private static final int TO_PERCENT = 100;

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if there is no example or the tables cannot be of the same
   *     midpoint
   */
  public Connectivity {
    WeightPoint.requireSameModel(oldToMiddle, newToMiddle);
  }

  /**
   * The accuracy of the midpoint minus that of the worse end, at 95 %.
   *
   * @return an interval within [-1, 1]
   */
  public Interval change() {
    return PairedDifferenceInterval.of(worseToMiddle(), CONFIDENCE);
  }

  /**
   * Whether the models are connected, as far as the examples tell.
   *
   * @return false if the whole interval is more than {@link #BARRIER} below the worse end
   */
  public boolean isConnected() {
    return change().high() >= -BARRIER;
  }

  /**
   * What was seen, and what follows.
   *
   * @return a sentence with the three accuracies, and what to do where the models are not connected
   */
  public String message() {
    String seen =
        String.format(
            Locale.ROOT,
            "half-way between the models %.2f %% are right, of the old model's %.2f %% and the new one's %.2f %% (n = %,d); half-way minus the worse end: %+.2f to %+.2f points at 95 %%",
            percent(oldToMiddle.bothRight() + oldToMiddle.positiveFlips()),
            percent(oldToMiddle.bothRight() + oldToMiddle.negativeFlips()),
            percent(newToMiddle.bothRight() + newToMiddle.negativeFlips()),
            oldToMiddle.n(),
            TO_PERCENT * change().low(),
            TO_PERCENT * change().high());
    return isConnected()
        ? seen
        : seen
            + "; the new model was not fine-tuned from the old one, or moved too far from it, and no"
            + " mixture of their weights is of use; fine-tune from the old model, distil from it, or"
            + " average the predictions of both (an ensemble)";
  }

  private FlipCounts worseToMiddle() {
    long oldRight = oldToMiddle.bothRight() + oldToMiddle.negativeFlips();
    long newRight = newToMiddle.bothRight() + newToMiddle.negativeFlips();
    return oldRight <= newRight ? oldToMiddle : newToMiddle;
  }

  private double percent(long right) {
    return TO_PERCENT * (double) right / oldToMiddle.n();
  }
}
