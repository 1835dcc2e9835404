package org.flipcheck.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipMetric.Kind;

/**
 * How one metric of one slice varies over the {@link Replicates} of the slice.
 *
 * <p>With numerator x, denominator y and value θ = x/y of all examples, and x', y' those of a
 * replicate, the variance is the mean of ((x' − θy') / y)². For sums of counts, as proportions and
 * the difference of accuracies are, its expectation over the weights is Σ (x<sub>g</sub> −
 * θy<sub>g</sub>)² / y² over the groups g: the linearised, cluster-robust variance. For the
 * relative negative flip rate it is the same of its logarithm: the mean of (NF'/NF + N'/N − (CC' +
 * NF')/(CC + NF) − W'/W)², with W the new model's errors; 0 without negative flips.
 *
 * @param variance the variance over replicates, ≥ 0
 * @param units the metric's denominator; all pairs for a ratio
 * @param effectiveGroups over how many groups of equal size the units would be spread, to vary as
 *     they do: (Σ y<sub>g</sub>)² / Σ y<sub>g</sub>², which follows from the replicates, whose
 *     units have the variance Σ y<sub>g</sub>² (L. Kish, <i>Survey Sampling</i>, 1965); about 1
 *     where there is but one group
 * @param effectiveGroupsOfEvents the same for what the metric's variance is of: the rarer of what a
 *     proportion counts and does not count, all flips for the change of accuracy, negative flips
 *     for a ratio; 0 where there is none
 */
public record ReplicateSpread(
    double variance, double units, double effectiveGroups, double effectiveGroupsOfEvents) {

  /**
   * The spread of a metric.
   *
   * @param metric any metric
   * @param whole what was counted, with its replicates
   * @return the spread; empty where there are no replicates or the metric has no value, and for
   *     means of reals, of which there are no replicates
   */
  public static Optional<ReplicateSpread> of(FlipMetric metric, PairSummary whole) {
    return whole.replicates().map(replicates -> replicates.spreads(whole).get(metric));
  }

  static Map<FlipMetric, ReplicateSpread> of(Replicates replicates, PairSummary whole) {
    PairSummary[] drawn = new PairSummary[replicates.size()];
    for (int r = 0; r < drawn.length; r++) {
      drawn[r] = replicates.summary(whole.content(), r);
    }
    Map<FlipMetric, ReplicateSpread> spreads = new EnumMap<>(FlipMetric.class);
    for (FlipMetric metric : FlipMetric.values()) {
      if (metric.kind() != Kind.MEAN
          && metric.appliesTo(whole.content())
          && metric.of(whole).isDefined()) {
        spreads.put(metric, of(metric, whole, drawn));
      }
    }
    return spreads;
  }

  private static ReplicateSpread of(FlipMetric metric, PairSummary whole, PairSummary[] drawn) {
    double value = metric.of(whole).value().getAsDouble();
    double squares = 0;
    Kish units = new Kish(units(metric, whole));
    Kish events = new Kish(events(metric, whole, value));
    for (PairSummary replicate : drawn) {
      double residual = residual(metric, whole, replicate, value);
      squares += residual * residual;
      units.add(units(metric, replicate));
      events.add(events(metric, replicate, value));
    }
    return new ReplicateSpread(squares / drawn.length, units.all, units.groups(), events.groups());
  }

  private static double residual(
      FlipMetric metric, PairSummary whole, PairSummary replicate, double value) {
    if (metric.kind() != Kind.RATIO) {
      Ratio one = metric.of(replicate);
      return (one.numerator() - value * one.denominator()) / metric.of(whole).denominator();
    }
    FlipTable all = whole.table().orElseThrow();
    FlipTable one = replicate.table().orElseThrow();
    return value == 0
        ? 0
        : one.negativeFlips() / all.negativeFlips()
            + one.n() / all.n()
            - one.oldRight() / all.oldRight()
            - one.newWrong() / all.newWrong();
  }

  private static double units(FlipMetric metric, PairSummary of) {
    return metric.kind() == Kind.RATIO ? of.n() : metric.of(of).denominator();
  }

  private static double events(FlipMetric metric, PairSummary of, double value) {
    Ratio ratio = metric.of(of);
    return switch (metric.kind()) {
      case PROPORTION -> value <= 0.5 ? ratio.numerator() : ratio.denominator() - ratio.numerator();
      case PAIRED_DIFFERENCE ->
          of.table().orElseThrow().negativeFlips() + of.table().orElseThrow().positiveFlips();
      case RATIO -> of.table().orElseThrow().negativeFlips();
      case MEAN -> 0;
    };
  }

  /** How many groups of equal size a count would be spread over, to vary as it does. */
  private static final class Kish {
    private final double all;
    private double squares;
    private int replicates;

    Kish(double all) {
      this.all = all;
    }

    void add(double drawn) {
      squares += (drawn - all) * (drawn - all);
      replicates++;
    }

    double groups() {
      return all == 0 ? 0 : all * all * replicates / squares;
    }
  }
}
