package org.flipcheck.metrics;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.ThresholdCounts.Truth;

/**
 * Looks for the threshold of the new model that makes fewest negative flips at a precision no worse
 * than that of its present threshold. The present threshold and every edge of {@link ScoreBins} are
 * tried; the counts at each are exact.
 *
 * <p>Of several thresholds with fewest negative flips, the one with fewest flips of both kinds
 * wins, then the one of highest precision, then the one nearest to the present threshold, then the
 * higher one. A threshold that no labelled pair passes has no precision, and is none.
 */
public final class ThresholdSweep {

  private final ThresholdCounts counts;
  private final OperatingPoint present;

  /**
   * A search that has not begun.
   *
   * @param counts all pairs
   * @param presentThreshold the threshold that the new model has now
   */
  public ThresholdSweep(ThresholdCounts counts, double presentThreshold) {
    this.counts = counts;
    Passing now = new Passing();
    for (Truth truth : Truth.values()) {
      for (boolean oldRight : new boolean[] {false, true}) {
        now.know(truth, oldRight, counts.pairs(truth, oldRight, false));
        now.know(truth, oldRight, counts.pairs(truth, oldRight, true));
        now.pass(truth, oldRight, counts.pairs(truth, oldRight, true));
      }
    }
    this.present = now.at(presentThreshold);
  }

  /** What passes a threshold. */
  private static final class Passing {
    private long oldRight;
    private long positives;
    private long truePositives;
    private long falsePositives;
    private long rightAndPassing;
    private long wrongAndPassing;

    void know(Truth truth, boolean right, long n) {
      oldRight += right ? n : 0;
      positives += truth == Truth.POSITIVE ? n : 0;
    }

    void pass(Truth truth, boolean right, long n) {
      truePositives += truth == Truth.POSITIVE ? n : 0;
      falsePositives += truth == Truth.NEGATIVE ? n : 0;
      rightAndPassing += right ? n : 0;
      wrongAndPassing += right ? 0 : n;
    }

    OperatingPoint at(double threshold) {
      return new OperatingPoint(
          threshold,
          oldRight - rightAndPassing,
          wrongAndPassing,
          share(truePositives, truePositives + falsePositives),
          share(truePositives, positives));
    }

    private static OptionalDouble share(long part, long whole) {
      return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
  }

  /**
   * What the present threshold gives.
   *
   * @return its operating point
   */
  public OperatingPoint present() {
    return present;
  }

  /**
   * Why there is no best threshold.
   *
   * @return a sentence without its full stop, or empty where {@link #best} has one
   */
  public Optional<String> obstacle() {
    long labelled = 0;
    long others = 0;
    for (Truth truth : Truth.values()) {
      long n = 0;
      for (boolean oldRight : new boolean[] {false, true}) {
        n += counts.pairs(truth, oldRight, false) + counts.pairs(truth, oldRight, true);
      }
      labelled += truth == Truth.POSITIVE || truth == Truth.NEGATIVE ? n : 0;
      others += truth == Truth.OTHER ? n : 0;
    }
    if (others > 0) {
      return Optional.of("the labels are not all true or false, 1 or 0");
    }
    if (labelled == 0) {
      return Optional.of("precision needs labels that are true or false, 1 or 0");
    }
    return present.precision().isPresent()
        ? Optional.empty()
        : Optional.of("no labelled example passes the present threshold");
  }

  /**
   * The best threshold; the present one where none is better.
   *
   * @return its operating point, or empty where there is an {@link #obstacle}
   */
  public Optional<OperatingPoint> best() {
    if (obstacle().isPresent()) {
      return Optional.empty();
    }
    Passing passing = new Passing();
    for (Truth truth : Truth.values()) {
      for (boolean oldRight : new boolean[] {false, true}) {
        long n = counts.pairs(truth, oldRight, false) + counts.pairs(truth, oldRight, true);
        passing.know(truth, oldRight, n);
      }
    }
    double least = present.precision().getAsDouble();
    OperatingPoint best = present;
    for (int bin = ScoreBins.LAST; bin > ScoreBins.FIRST; bin = ScoreBins.below(bin)) {
      for (Truth truth : Truth.values()) {
        passing.pass(truth, false, counts.bin(truth, false, bin));
        passing.pass(truth, true, counts.bin(truth, true, bin));
      }
      OperatingPoint point = passing.at(ScoreBins.edge(bin));
      if (point.precision().orElse(-1) >= least && better().compare(point, best) < 0) {
        best = point;
      }
    }
    return Optional.of(best);
  }

  private Comparator<OperatingPoint> better() {
    return Comparator.comparingLong(OperatingPoint::negativeFlips)
        .thenComparingLong(point -> point.negativeFlips() + point.positiveFlips())
        .thenComparingDouble(point -> -point.precision().orElse(0))
        .thenComparingDouble(point -> Math.abs(point.threshold() - present.threshold()));
  }
}
