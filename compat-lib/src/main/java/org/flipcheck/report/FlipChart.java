package org.flipcheck.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Optional;
import org.flipcheck.report.ChartSeries.Form;
import org.flipcheck.report.ChartSeries.Mark;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Accuracy against negative flip rate as a drawing: up and to the left is better. Text is drawn as
 * outlines, so that it looks the same everywhere.
 */
public final class FlipChart {

  /** So many names fit below the drawing; more stand beside it. */
  private static final int NAMES_BELOW = 6;

  private static final int WIDTH = 760;
  private static final int WIDTH_WITH_NAMES = 1000;
  private static final int HEIGHT = 460;
  private static final float LINE = 1.5f;
  private static final int MARKER = 8;
  private static final Color GRID = new Color(225, 225, 225);
  private static final double TO_PERCENT = 100;

  private FlipChart() {}

  /**
   * Draws models.
   *
   * @param title above the drawing
   * @param flips what the rate along the bottom is, such as "negative flip rate"
   * @param accuracy what the accuracy up the side is, such as "accuracy"
   * @param series what is drawn, in the order of the legend
   * @return an SVG document; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  public static Optional<String> render(
      String title, String flips, String accuracy, List<ChartSeries> series) {
    return ChartSvg.whereFontsAre(
        () -> ChartSvg.document(chart(title, flips, accuracy, series), new ChartTexts(), title));
  }

  /** The same as a part of a page, whose description says what it shows. */
  static Optional<String> inline(
      String id, String title, String flips, String accuracy, List<ChartSeries> series) {
    return InlineChart.draw(
        id,
        title + ". The table below has the numbers.",
        () -> {
          XYChart chart = chart(title, flips, accuracy, series);
          InlineChart.style(chart.getStyler());
          return chart;
        });
  }

  private static XYChart chart(
      String title, String flips, String accuracy, List<ChartSeries> series) {
    XYChart chart = empty(title, flips, accuracy, series.size() <= NAMES_BELOW);
    series.forEach(one -> add(chart, one));
    return chart;
  }

  private static XYChart empty(String title, String flips, String accuracy, boolean hasNamesBelow) {
    XYChart chart =
        new XYChartBuilder()
            .width(hasNamesBelow ? WIDTH : WIDTH_WITH_NAMES)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title(title)
            .xAxisTitle(flips + ", %")
            .yAxisTitle(accuracy + ", %")
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(GRID);
    // Dashes would become thousands of small outlines, most of the drawing's bytes.
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(1));
    chart
        .getStyler()
        .setLegendPosition(hasNamesBelow ? LegendPosition.OutsideS : LegendPosition.OutsideE);
    chart
        .getStyler()
        .setLegendLayout(hasNamesBelow ? LegendLayout.Horizontal : LegendLayout.Vertical);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setMarkerSize(MARKER);
    return chart;
  }

  private static void add(XYChart chart, ChartSeries one) {
    XYSeries series =
        chart.addSeries(
            one.name(),
            one.points().stream().mapToDouble(p -> TO_PERCENT * p.negativeFlipRate()).toArray(),
            one.points().stream().mapToDouble(p -> TO_PERCENT * p.accuracy()).toArray());
    series.setMarker(marker(one.mark()));
    series.setMarkerColor(one.tone().color());
    series.setLineColor(one.tone().color());
    if (one.form() == Form.JOINED) {
      series.setLineStyle(new BasicStroke(LINE));
    } else {
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
  }

  private static Marker marker(Mark mark) {
    return switch (mark) {
      case CIRCLE -> SeriesMarkers.CIRCLE;
      case SQUARE -> SeriesMarkers.SQUARE;
      case DIAMOND -> SeriesMarkers.DIAMOND;
      case TRIANGLE_UP -> SeriesMarkers.TRIANGLE_UP;
      case TRIANGLE_DOWN -> SeriesMarkers.TRIANGLE_DOWN;
    };
  }
}
