package org.flipcheck.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/**
 * The curve of accuracy against negative flip rate as a drawing: up and to the left is better. Text
 * is drawn as outlines, so that it looks the same everywhere.
 */
public final class CurveChart {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final float LINE = 1.5f;
  private static final int MARKER = 8;
  private static final Color GRID = new Color(225, 225, 225);
  private static final double TO_PERCENT = 100;

  /** Colours that people with any colour vision tell apart (Okabe and Ito). */
  private static final Color BLUE = new Color(0, 114, 178);

  private static final Color ORANGE = new Color(213, 94, 0);
  private static final Color PURPLE = new Color(204, 121, 167);
  private static final Color GREEN = new Color(0, 158, 115);
  private static final Color GREY = new Color(90, 90, 90);

  private static final List<Color> METHOD_COLOURS =
      List.of(BLUE, ORANGE, GREEN, new Color(86, 180, 233), new Color(230, 159, 0));

  private CurveChart() {}

  /**
   * Draws a curve.
   *
   * @param selection what was evaluated, and what was chosen
   * @return an SVG document; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  public static Optional<String> render(Selection<?> selection) {
    try {
      return Optional.of(draw(chart(selection)));
    } catch (LinkageError | InternalError | NullPointerException e) {
      // Without a font configuration Java fails in one of these ways; the data say the same.
      return Optional.empty();
    }
  }

  private static XYChart chart(Selection<?> selection) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title(
                "Up and to the left is better: %s development examples"
                    .formatted(Format.count(selection.now().n())))
            .xAxisTitle("negative flip rate, %")
            .yAxisTitle("accuracy, %")
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(GRID);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setMarkerSize(MARKER);
    line(chart, selection, Kind.BCWI, BLUE, SeriesMarkers.CIRCLE);
    line(chart, selection, Kind.FISHER_BCWI, ORANGE, SeriesMarkers.SQUARE);
    line(chart, selection, Kind.SOUP_BCWI, GREEN, SeriesMarkers.TRIANGLE_UP);
    trained(chart, selection);
    point(
        chart,
        "old model",
        end(selection, CandidatePoint::isOld),
        GREY,
        SeriesMarkers.TRIANGLE_DOWN);
    point(chart, "new model", end(selection, CandidatePoint::isNew), GREY, SeriesMarkers.SQUARE);
    point(chart, "chosen", List.of(selection.chosen()), PURPLE, SeriesMarkers.DIAMOND);
    return chart;
  }

  private static List<CandidatePoint> end(Selection<?> selection, Predicate<CandidatePoint> isEnd) {
    return selection.curve().stream().map(CandidatePoint.class::cast).filter(isEnd).toList();
  }

  /** One series for each method, in the order of the candidates. */
  private static void trained(XYChart chart, Selection<?> selection) {
    Map<String, List<TrainedPoint>> methods =
        selection.curve().stream()
            .filter(TrainedPoint.class::isInstance)
            .map(TrainedPoint.class::cast)
            .collect(
                Collectors.groupingBy(
                    TrainedPoint::method, LinkedHashMap::new, Collectors.toList()));
    int next = 0;
    for (Map.Entry<String, List<TrainedPoint>> method : methods.entrySet()) {
      Color colour = METHOD_COLOURS.get(next % METHOD_COLOURS.size());
      point(chart, method.getKey(), method.getValue(), colour, SeriesMarkers.CIRCLE);
      next++;
    }
  }

  private static void line(
      XYChart chart, Selection<?> selection, Kind kind, Color colour, Marker marker) {
    List<WeightPoint> points =
        selection.curve().stream()
            .filter(WeightPoint.class::isInstance)
            .map(WeightPoint.class::cast)
            .filter(point -> isOn(kind, point))
            .sorted(Comparator.comparingDouble(WeightPoint::oldWeight))
            .toList();
    if (points.stream().anyMatch(point -> point.kind() == kind)) {
      add(chart, kind.title(), points, colour, marker).setLineStyle(new BasicStroke(LINE));
    }
  }

  /** A line runs from the new model to the old one; that of a soup begins at the soup. */
  private static boolean isOn(Kind kind, WeightPoint point) {
    return switch (point.kind()) {
      case OLD -> true;
      case NEW -> kind != Kind.SOUP_BCWI;
      default -> point.kind() == kind && point.named().isEmpty();
    };
  }

  private static void point(
      XYChart chart,
      String name,
      List<? extends CandidatePoint> points,
      Color colour,
      Marker marker) {
    if (!points.isEmpty()) {
      add(chart, name, points, colour, marker).setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
  }

  private static XYSeries add(
      XYChart chart,
      String name,
      List<? extends CandidatePoint> points,
      Color colour,
      Marker marker) {
    double[] flips = points.stream().mapToDouble(p -> TO_PERCENT * p.negativeFlipRate()).toArray();
    double[] accuracy = points.stream().mapToDouble(p -> TO_PERCENT * p.accuracy()).toArray();
    XYSeries series = chart.addSeries(name, flips, accuracy);
    series.setMarker(marker);
    series.setMarkerColor(colour);
    series.setLineColor(colour);
    return series;
  }

  private static String draw(XYChart chart) {
    SVGGraphics2D graphics = new SVGGraphics2D(document());
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    chart.paint(graphics, WIDTH, HEIGHT);
    StringWriter svg = new StringWriter();
    try {
      graphics.stream(svg, true);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException(e);
    }
    return svg.toString();
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }
}
