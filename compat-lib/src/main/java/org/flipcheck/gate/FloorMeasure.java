package org.flipcheck.gate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.stats.FloorInterval;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.IntervalMethod;

/**
 * A metric beyond the noise floor.
 *
 * @param metric which one
 * @param summary what was counted between old and new model
 * @param reruns the same between the old model and each rerun that has such examples
 * @param ofProportions how intervals of proportions are made
 */
record FloorMeasure(
    FlipMetric metric, PairSummary summary, List<PairSummary> reruns, IntervalMethod ofProportions)
    implements Measure {

  private Ratio floor() {
    return FloorInterval.pooled(metric, reruns);
  }

  @Override
  public OptionalDouble value() {
    Ratio own = metric.of(summary);
    return own.isDefined() && floor().isDefined()
        ? OptionalDouble.of(own.value().getAsDouble() - floor().value().getAsDouble())
        : OptionalDouble.empty();
  }

  @Override
  public String undefinedBecause() {
    Ratio own = metric.of(summary);
    return own.isDefined() ? floor().undefinedBecause() : own.undefinedBecause();
  }

  @Override
  public String method() {
    return FloorInterval.METHOD;
  }

  @Override
  public Optional<Interval> interval(double factor, double confidence) {
    return value().isPresent()
        ? Optional.of(FloorInterval.of(metric, summary, reruns, factor, ofProportions, confidence))
        : Optional.empty();
  }

  @Override
  public String valueText(Figures figures) {
    return "%s, %s beyond the noise floor of %s"
        .formatted(
            percent(metric.of(summary)), figures.text(value().orElseThrow()), percent(floor()));
  }

  @Override
  public String sampleText() {
    return reruns.size() == 1 ? ", 1 rerun" : ", %d reruns".formatted(reruns.size());
  }

  private static String percent(Ratio ratio) {
    double share = ratio.value().orElseThrow();
    return Figures.percent(List.of(share), 0).text(share);
  }
}
