package org.flipcheck.gate;

import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.stats.FlipCostInterval;
import org.flipcheck.stats.Interval;

/**
 * The mean cost of negative flips.
 *
 * @param costs what was added up
 */
record CostMeasure(FlipCosts costs) implements Measure {

  @Override
  public OptionalDouble value() {
    return costs.mean().value();
  }

  @Override
  public String undefinedBecause() {
    return costs.mean().undefinedBecause();
  }

  @Override
  public String method() {
    return FlipCostInterval.METHOD;
  }

  @Override
  public Optional<Interval> interval(double factor, double confidence) {
    return costs.n() > 0
        ? Optional.of(FlipCostInterval.of(costs, factor, confidence))
        : Optional.empty();
  }

  @Override
  public String valueText(Figures figures) {
    return figures.text(value().orElseThrow());
  }
}
