package org.flipcheck.gate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.stats.MetricRatioInterval;

/**
 * A metric as a multiple of another one of the same examples.
 *
 * @param metric what is limited
 * @param other what it is a multiple of
 * @param summary what was counted
 * @param ofProportions how intervals of proportions are made
 */
record TimesMeasure(
    FlipMetric metric, FlipMetric other, PairSummary summary, IntervalMethod ofProportions)
    implements Measure {

  private Ratio ratio() {
    Ratio own = metric.of(summary);
    Ratio base = other.of(summary);
    if (!own.isDefined()) {
      return own;
    }
    return base.isDefined()
        ? Ratio.of(
            own.value().getAsDouble(), base.value().getAsDouble(), "%s is 0".formatted(other.key()))
        : Ratio.undefined("%s is undefined: %s".formatted(other.key(), base.undefinedBecause()));
  }

  @Override
  public OptionalDouble value() {
    return ratio().value();
  }

  @Override
  public String undefinedBecause() {
    return ratio().undefinedBecause();
  }

  @Override
  public String method() {
    return MetricRatioInterval.METHOD;
  }

  @Override
  public Optional<Interval> interval(double factor, double confidence) {
    boolean defined = metric.of(summary).isDefined() && other.of(summary).isDefined();
    return defined
        ? Optional.of(
            MetricRatioInterval.of(metric, other, summary, factor, ofProportions, confidence))
        : Optional.empty();
  }

  @Override
  public String valueText(Figures figures) {
    return "%s, %s times %s"
        .formatted(
            percent(metric),
            figures.text(value().orElseThrow()),
            other.key() + " " + percent(other));
  }

  private String percent(FlipMetric of) {
    double share = of.of(summary).value().orElseThrow();
    return Figures.percent(List.of(share), 0).text(share);
  }
}
