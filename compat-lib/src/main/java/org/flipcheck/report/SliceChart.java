package org.flipcheck.report;

import java.awt.BasicStroke;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.ChartSeries.Tone;
import org.flipcheck.report.Headline.Worst;
import org.flipcheck.stats.Estimate;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The worst slices: their negative flip rates with intervals, beside the overall rate. */
final class SliceChart {

  private static final int MOST_SLICES = 20;
  private static final int NAME = 34;
  private static final int WIDTH = 860;
  private static final int ROW = 26;
  private static final int AROUND = 60;
  private static final float THICK = 2.5f;
  private static final float THIN = 1.2f;
  private static final int MARKER = 9;
  private static final String NOTHING = "\u200b";
  private static final int TAILS = 10;
  private static final double TO_PERCENT = 100;

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
    return InlineChart.draw("slices-chart", description, () -> chart(shown, overall));
  }

  private static XYChart chart(List<Worst> shown, double overall) {
    int n = shown.size();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(AROUND + ROW * (n + 1))
            .xAxisTitle("negative flip rate, % (line: all examples)")
            .build();
    InlineChart.style(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setMarkerSize(MARKER);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(n + 1.0);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setYAxisTickMarkSpacingHint(ROW - 2);
    chart.getStyler().setYAxisTitleVisible(false);
    chart.setCustomYAxisTickLabelsFormatter(place -> name(shown, place));
    double[] all = {TO_PERCENT * overall, TO_PERCENT * overall};
    line(chart, "all", all, new double[] {0, n + 1.0}, Tone.GREY, THIN);
    for (int i = 0; i < n; i++) {
      interval(chart, shown.get(i), n - i);
    }
    XYSeries points =
        chart.addSeries(
            "rates",
            shown.stream().mapToDouble(slice -> TO_PERCENT * slice.rate()).toArray(),
            IntStream.range(0, n).mapToDouble(i -> n - i).toArray());
    points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    points.setMarker(SeriesMarkers.CIRCLE);
    points.setMarkerColor(Tone.ORANGE.color());
    return chart;
  }

  /** The chart drops labels that are not all different, so each gets its own invisible tail. */
  private static String name(List<Worst> shown, double place) {
    String tail = NOTHING.repeat((int) Math.round(TAILS * (place + 1)));
    long row = Math.round(place);
    boolean isRow = Math.abs(place - row) < 1e-9 && row >= 1 && row <= shown.size();
    return isRow
        ? Format.ellipsis(
                Format.visible(shown.get((int) (shown.size() - row)).slice().slice().toString()),
                NAME)
            + tail
        : tail;
  }

  private static void interval(XYChart chart, Worst slice, int row) {
    Estimate rate = slice.slice().metrics().get(FlipMetric.NEGATIVE_FLIP_RATE);
    if (rate != null && rate.low().isPresent() && rate.high().isPresent()) {
      double[] ends = {
        TO_PERCENT * rate.low().getAsDouble(), TO_PERCENT * rate.high().getAsDouble()
      };
      line(chart, "interval " + row, ends, new double[] {row, row}, Tone.ORANGE, THICK);
    }
  }

  private static void line(
      XYChart chart, String name, double[] x, double[] y, Tone tone, float width) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(tone.color());
    series.setLineStyle(new BasicStroke(width));
  }
}
