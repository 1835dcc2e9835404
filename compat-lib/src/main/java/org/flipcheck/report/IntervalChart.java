package org.flipcheck.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.flipcheck.report.ChartSeries.Tone;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Rates with their intervals, one below the other, as dots with whiskers; what they are compared
 * with is a line.
 *
 * @param title above the drawing, where it stands alone
 * @param axis what the rates are
 * @param rows at least one, from top to bottom
 * @param whole what they are compared with; empty for nothing
 */
record IntervalChart(String title, String axis, List<Row> rows, Optional<Row> whole) {

  private static final int NAME = 60;
  private static final int WIDTH = 860;
  private static final int ROW = 26;
  private static final int AROUND = 95;
  private static final int TITLE = 30;
  private static final float THICK = 2.5f;
  private static final float THIN = 1.2f;
  private static final int MARKER = 9;
  private static final int TITLE_SIZE = 15;
  private static final int TAILS = 10;
  private static final double TO_PERCENT = 100;

  /**
   * A rate and its interval, as shares.
   *
   * @param name foreign text
   */
  record Row(String name, OptionalDouble rate, OptionalDouble low, OptionalDouble high) {

    private String shown() {
      return Format.ellipsis(Format.visible(name), NAME);
    }

    private boolean hasInterval() {
      return low.isPresent() && high.isPresent();
    }
  }

  /**
   * Draws a document of its own.
   *
   * @param description what it shows, for those who do not see it
   * @return an SVG document; empty where Java has no fonts
   */
  Optional<String> document(String description) {
    return ChartSvg.whereFontsAre(
        () -> {
          ChartTexts texts = new ChartTexts();
          XYChart chart = chart(texts, TITLE);
          chart.setTitle(texts.add(Format.visible(title)));
          chart.getStyler().setChartTitleVisible(true);
          chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
          return ChartSvg.document(chart, texts, description);
        });
  }

  /**
   * Draws a part of a page.
   *
   * @param id begins the ids of its parts
   * @param description what it shows, for those who do not see it
   * @return an svg element; empty where Java has no fonts
   */
  Optional<String> inline(String id, String description) {
    ChartTexts texts = new ChartTexts();
    return InlineChart.draw(id, description, texts, () -> chart(texts, 0));
  }

  private XYChart chart(ChartTexts texts, int above) {
    int n = rows.size();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(above + AROUND + ROW * (n + 1))
            .xAxisTitle(texts.add(Format.visible(axis)))
            .build();
    style(chart.getStyler(), n);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(x -> texts.add(Format.number(x) + "%"));
    chart.setCustomYAxisTickLabelsFormatter(place -> texts.add(name(place)));
    whole.filter(all -> all.rate().isPresent()).ifPresent(all -> addWhole(chart, texts, all));
    for (int i = 0; i < n; i++) {
      addInterval(chart, rows.get(i), n - i);
    }
    addPoints(chart, texts);
    return chart;
  }

  private void style(AxesChartStyler styler, int n) {
    InlineChart.style(styler);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setMarkerSize(MARKER);
    styler.setXAxisMin(0.0);
    if (greatest().isEmpty()) {
      styler.setXAxisMax(TO_PERCENT);
    }
    styler.setYAxisMin(0.0);
    styler.setYAxisMax(n + 1.0);
    styler.setPlotGridHorizontalLinesVisible(false);
    // Dashes would become thousands of small outlines, most of the drawing's bytes.
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setYAxisTickMarkSpacingHint(ROW - 2);
    styler.setYAxisTitleVisible(false);
  }

  private OptionalDouble greatest() {
    return Stream.concat(rows.stream(), whole.stream())
        .flatMap(row -> Stream.of(row.rate(), row.high()))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max();
  }

  /** The chart drops labels that are not all different, so each gets its own invisible tail. */
  private String name(double place) {
    String tail = ChartTexts.NOTHING.repeat((int) Math.round(TAILS * (place + 1)));
    long row = Math.round(place);
    boolean isRow = Math.abs(place - row) < 1e-9 && row >= 1 && row <= rows.size();
    return isRow ? rows.get((int) (rows.size() - row)).shown() + tail : tail;
  }

  private void addWhole(XYChart chart, ChartTexts texts, Row all) {
    double share = all.rate().getAsDouble();
    double at = TO_PERCENT * share;
    String told = texts.add("%s: %s".formatted(all.shown(), Format.percent(share)));
    XYSeries line = line(chart, "whole", new double[] {at, at}, 0, rows.size() + 1.0);
    line.setLabel(told);
    line.setLineColor(Tone.GREY.color());
    line.setLineStyle(new BasicStroke(THIN));
  }

  private static void addInterval(XYChart chart, Row row, int place) {
    if (row.hasInterval()) {
      double[] ends = {TO_PERCENT * row.low().getAsDouble(), TO_PERCENT * row.high().getAsDouble()};
      XYSeries line = line(chart, "interval " + place, ends, place, place);
      line.setShowInLegend(false);
      line.setLineColor(Tone.ORANGE.color());
      line.setLineStyle(new BasicStroke(THICK));
    }
  }

  private static XYSeries line(XYChart chart, String name, double[] x, double from, double to) {
    XYSeries line = chart.addSeries(name, x, new double[] {from, to});
    line.setMarker(SeriesMarkers.NONE);
    return line;
  }

  private void addPoints(XYChart chart, ChartTexts texts) {
    DoubleStream.Builder rates = DoubleStream.builder();
    DoubleStream.Builder places = DoubleStream.builder();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).rate().isPresent()) {
        rates.add(TO_PERCENT * rows.get(i).rate().getAsDouble());
        places.add(rows.size() - i);
      }
    }
    double[] across = rates.build().toArray();
    if (across.length > 0) {
      XYSeries points = chart.addSeries("rates", across, places.build().toArray());
      points.setLabel(texts.add("rate, with its 95% interval"));
      points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      points.setMarker(SeriesMarkers.CIRCLE);
      points.setMarkerColor(Tone.ORANGE.color());
    }
  }
}
