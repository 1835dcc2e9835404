package org.flipcheck.train.fit;

import java.util.OptionalInt;
import org.flipcheck.metrics.FlipCounts;

/**
 * Which epoch of a training is the best by validation examples, and when to stop.
 *
 * <p>An epoch whose accuracy reaches the floor is better than one whose does not. Of two that do,
 * the one with fewer negative flips is better, then the more accurate; of two that do not, the more
 * accurate. Of equal ones the earlier stays. So the choice looks at both, and no later epoch can
 * change how two earlier ones compare.
 *
 * @param minAccuracy the floor, a share; 1 or more makes the most accurate epoch the best
 * @param patience how many epochs without a better one end the training; empty for never
 */
public record ValidationPolicy(double minAccuracy, OptionalInt patience) {

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ValidationPolicy {
    if (!(minAccuracy >= 0)) {
      throw new IllegalArgumentException(
          "the least accuracy is %s, it must be a share such as 0.85".formatted(minAccuracy));
    }
    if (patience.isPresent() && patience.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "the patience is %d epochs, at least 1 is needed; leave it out to train all epochs"
              .formatted(patience.getAsInt()));
    }
  }

  /**
   * The most accurate epoch, after all of them.
   *
   * @return a policy for a training without an old model
   */
  public static ValidationPolicy mostAccurate() {
    return new ValidationPolicy(1, OptionalInt.empty());
  }

  /**
   * Whether an epoch is better than another.
   *
   * @param later outcomes beside the old model, of the later epoch
   * @param earlier those of the earlier one, of the same examples
   * @return true if the later one takes its place
   */
  public boolean isBetter(FlipCounts later, FlipCounts earlier) {
    boolean laterReaches = reaches(later);
    if (laterReaches != reaches(earlier)) {
      return laterReaches;
    }
    if (laterReaches && later.negativeFlips() != earlier.negativeFlips()) {
      return later.negativeFlips() < earlier.negativeFlips();
    }
    return right(later) > right(earlier);
  }

  private boolean reaches(FlipCounts counts) {
    // Divided, as the floor was by whoever wrote it: 0.55 * 20 is above 11, and 11 / 20 is 0.55.
    return (double) right(counts) / counts.n() >= minAccuracy;
  }

  private static long right(FlipCounts counts) {
    return counts.bothRight() + counts.positiveFlips();
  }
}
