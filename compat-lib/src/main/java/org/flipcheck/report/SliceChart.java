package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.Headline.Worst;
import org.flipcheck.stats.Estimate;

/** The worst slices: their negative flip rates with intervals, beside the overall rate. */
final class SliceChart {

  private static final int MOST_SLICES = 20;
  private static final int NAME = 34;

  private SliceChart() {}

  /**
   * Draws slices.
   *
   * @param worst slices, the worst first; those after the first twenty are left out
   * @param overall the rate of all examples, a share
   * @return an svg element; empty without slices, and where Java has no fonts
   */
  static Optional<String> render(List<Worst> worst, double overall) {
    List<Worst> shown = worst.subList(0, Math.min(MOST_SLICES, worst.size()));
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    String description =
        "Negative flip rates of the %s with the most negative flips beyond their share, worst on top, with 95%% intervals; all examples: %s. The table below has the numbers."
            .formatted(Format.count(shown.size(), "slice"), Format.percent(overall));
    IntervalChart.Row all =
        new IntervalChart.Row(
            "all examples",
            OptionalDouble.of(overall),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    return new IntervalChart(
            "",
            "negative flip rate",
            shown.stream().map(SliceChart::row).toList(),
            Optional.of(all))
        .inline("slices-chart", description);
  }

  /** The interval is the metric's, which knows of weights. */
  private static IntervalChart.Row row(Worst slice) {
    String name = Format.ellipsis(Format.visible(slice.slice().slice().toString()), NAME);
    Optional<Estimate> rate =
        Optional.ofNullable(slice.slice().metrics().get(FlipMetric.NEGATIVE_FLIP_RATE));
    return new IntervalChart.Row(
        name,
        OptionalDouble.of(slice.rate()),
        rate.map(Estimate::low).orElse(OptionalDouble.empty()),
        rate.map(Estimate::high).orElse(OptionalDouble.empty()));
  }
}
