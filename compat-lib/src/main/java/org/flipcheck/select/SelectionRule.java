package org.flipcheck.select;

import java.util.Collection;
import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.stats.PairedDifferenceInterval;

/**
 * Which weight of the old model, or which trained candidate, is the best: the one with the lowest
 * negative flip rate among those whose accuracy is not inferior to the new model's. Of equal ones,
 * that of higher accuracy, then of smaller weight, then the one that stands first.
 *
 * <p>A weight is not inferior if the lower end of the {@link PairedDifferenceInterval} of its
 * accuracy minus the new model's, on the same examples, is at least −{@code tolerance}. The
 * criterion follows the BCWI papers' (the weight with the lowest NFR whose accuracy is not below
 * the new model's), which is {@code tolerance} 0 and {@code confidence} 0; the interval is ours: on
 * few examples, observed accuracies alone pick weights that are too large. The new model is never
 * inferior to itself, so there is always a best one.
 *
 * @param tolerance how much accuracy may be lost, as a share, within [0, 1)
 * @param confidence two-sided level of the interval, in [0, 1); 0 takes the observed accuracies
 *     instead
 */
public record SelectionRule(double tolerance, double confidence) {

  /** Half a percentage point, at 80 %: nine of ten times not more is lost. */
  public static final SelectionRule DEFAULT = new SelectionRule(0.005, 0.8);

  private static final Comparator<CandidatePoint> BEST_FIRST =
      Comparator.comparingDouble(CandidatePoint::negativeFlipRate)
          .thenComparing(Comparator.comparingDouble(CandidatePoint::accuracy).reversed())
          .thenComparingDouble(CandidatePoint::treatment)
          .thenComparingInt(CandidatePoint::settingCount);

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public SelectionRule {
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "the tolerance is %s, it must be a share from 0 to less than 1, such as 0.005 for half a percentage point"
              .formatted(tolerance));
    }
    if (!(confidence >= 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "the confidence is %s, it must be from 0 (observed values) to less than 1, such as 0.8"
              .formatted(confidence));
    }
  }

  /**
   * The least change of accuracy that has to be reckoned with.
   *
   * @param point what a weight came to
   * @return the lower end of the interval of its accuracy minus the new model's, within [-1, 1];
   *     the observed change where {@code confidence} is 0; 0 for the new model itself
   */
  public double leastAccuracyChange(CandidatePoint point) {
    if (point.isNew()) {
      return 0;
    }
    return leastAccuracyChange(point.againstNew());
  }

  private double leastAccuracyChange(FlipCounts againstNew) {
    return confidence == 0
        ? (double) (againstNew.positiveFlips() - againstNew.negativeFlips()) / againstNew.n()
        : PairedDifferenceInterval.of(againstNew, confidence).low();
  }

  /**
   * Whether a model is not inferior, by its pairs with the new one.
   *
   * @param againstNew outcomes of the pairs of the new model and another; at least one
   * @return true if the other's accuracy is not inferior to the new model's
   */
  public boolean admits(FlipCounts againstNew) {
    return leastAccuracyChange(againstNew) >= -tolerance;
  }

  /**
   * Whether a weight may be chosen.
   *
   * @param point what it came to
   * @return true if its accuracy is not inferior to the new model's
   */
  public boolean admits(CandidatePoint point) {
    return leastAccuracyChange(point) >= -tolerance;
  }

  /**
   * The best of some weights.
   *
   * @param <T> what kind of points they are
   * @param points at least one that this rule admits, such as the new model's
   * @return the admitted one that comes first
   * @throws NoSuchElementException if none is admitted
   */
  public <T extends CandidatePoint> T best(Collection<T> points) {
    return points.stream().filter(this::admits).min(BEST_FIRST).orElseThrow();
  }

  /**
   * The best of some weights that also pass something else, such as a policy; if none does, the
   * best of all.
   *
   * @param <T> what kind of points they are
   * @param points at least one that this rule admits
   * @param passes the other condition
   * @return the one that comes first
   * @throws NoSuchElementException if none is admitted
   */
  public <T extends CandidatePoint> T best(Collection<T> points, Predicate<T> passes) {
    return points.stream()
        .filter(this::admits)
        .filter(passes)
        .min(BEST_FIRST)
        .orElseGet(() -> best(points));
  }
}
