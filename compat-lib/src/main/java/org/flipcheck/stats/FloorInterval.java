package org.flipcheck.stats;

import java.util.List;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;

/**
 * The interval of a proportion beyond its noise floor: p, between old and new model, minus q, the
 * pooled proportion between the old model and reruns of itself. From the intervals [l, u] of p and
 * [l', u'] of q:
 *
 * <pre>low  = p − q − √((p − l)² + (u' − q)²)
 * high = p − q + √((u − p)² + (q − l')²)</pre>
 *
 * <ul>
 *   <li>p and q are treated as independent. They are of the same examples, and the fragile ones
 *       flip in both, so that their correlation is positive and the interval too wide rather than
 *       too narrow.
 *   <li>q is the sum of the reruns' counts, but its interval is that of one rerun of average size:
 *       reruns share the examples, so two of them do not make twice as many.
 * </ul>
 *
 * <p>R. G. Newcombe (1998), <i>Interval estimation for the difference between independent
 * proportions</i>, Statistics in Medicine 17:873–890, method 10, with Wilson's intervals.
 */
public final class FloorInterval {

  /** The name of this method in results. */
  public static final String METHOD = "newcombe_independent";

  private FloorInterval() {}

  /**
   * The proportion of all reruns together.
   *
   * @param metric a proportion
   * @param reruns what was counted between the old model and each rerun
   * @return sum over sum; undefined without any pair
   */
  public static Ratio pooled(FlipMetric metric, List<PairSummary> reruns) {
    return sum(reruns.stream().map(metric::of).toList());
  }

  /**
   * The interval of the difference.
   *
   * @param metric a proportion
   * @param changed what was counted between old and new model; the metric has a value there
   * @param reruns what was counted between the old model and each rerun; pooled, the metric has a
   *     value there
   * @param factor by how much every count is multiplied first, &gt; 0
   * @param method how the intervals of both proportions are made
   * @param confidence two-sided level, in (0, 1)
   * @return an interval within [−1, 1]
   */
  public static Interval of(
      FlipMetric metric,
      PairSummary changed,
      List<PairSummary> reruns,
      double factor,
      IntervalMethod method,
      double confidence) {
    double z = NormalQuantile.ofTwoSided(confidence);
    Ratio p = Intervals.effectiveCounts(metric, changed);
    Ratio q = sum(reruns.stream().map(rerun -> Intervals.effectiveCounts(metric, rerun)).toList());
    Interval ofP = Intervals.of(metric, changed, factor, method, z).orElseThrow();
    // A rerun is of the same examples, and so of the same groups.
    double share = factor / reruns.size() * GroupedSample.share(metric, changed, factor, z);
    Interval ofQ =
        share == 0
            ? GroupedSample.range(metric, changed)
            : method.interval(share * q.numerator(), share * q.denominator(), z);
    double rate = p.value().orElseThrow();
    double floor = q.value().orElseThrow();
    double below = Math.hypot(rate - ofP.low(), ofQ.high() - floor);
    double above = Math.hypot(ofP.high() - rate, floor - ofQ.low());
    return new Interval(Math.max(-1, rate - floor - below), Math.min(1, rate - floor + above));
  }

  private static Ratio sum(List<Ratio> ratios) {
    return Ratio.of(
        ratios.stream().mapToDouble(Ratio::numerator).sum(),
        ratios.stream().mapToDouble(Ratio::denominator).sum(),
        "no rerun has such an example");
  }
}
