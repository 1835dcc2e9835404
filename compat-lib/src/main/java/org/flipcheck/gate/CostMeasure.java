package org.flipcheck.gate;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
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

  private static final double FAR = 100;

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

  /** Costs that differ so much make a high end that nothing seen explains. */
  @Override
  public String intervalText() {
    double meanOfFlip = costs.sum() / Math.max(1, costs.negativeFlips());
    return costs.maxCost() > FAR * meanOfFlip
        ? " (the interval allows for one more flip at the highest cost, %s)"
            .formatted(
                new DecimalFormat("#,##0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))
                    .format(costs.maxCost()))
        : "";
  }

  @Override
  public String valueText(Figures figures) {
    return figures.text(value().orElseThrow());
  }
}
