package org.flipcheck.report;

import java.awt.Color;
import java.awt.Font;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.flipcheck.report.ChartSeries.Tone;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A chart as a part of the report page: as wide as its place, in colours that the page's style
 * gives by light and dark.
 */
final class InlineChart {

  /** What is written on a chart. */
  static final Color INK = new Color(31, 35, 40);

  private static final Color PAPER = Color.WHITE;
  private static final Color GRID = new Color(225, 225, 225);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private static final Map<String, String> CLASSES = classes();

  private InlineChart() {}

  private static Map<String, String> classes() {
    Map<String, String> classes = new LinkedHashMap<>();
    classes.put(rgb(INK), "ink");
    classes.put(rgb(PAPER), "paper");
    classes.put("white", "paper");
    classes.put(rgb(GRID), "grid");
    for (Tone tone : Tone.values()) {
      classes.put(rgb(tone.color()), tone.name().toLowerCase(Locale.ROOT));
    }
    return classes;
  }

  private static String rgb(Color color) {
    return "rgb(%d,%d,%d)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }

  /** Gives a chart the look of the page. */
  static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(PAPER);
    styler.setPlotBackgroundColor(PAPER);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(GRID);
    styler.setLegendBackgroundColor(PAPER);
    styler.setLegendBorderColor(PAPER);
    styler.setAxisTickLabelsFont(FONT);
    styler.setAxisTitleFont(FONT);
    styler.setLegendFont(FONT);
    styler.setChartTitleVisible(false);
  }

  /**
   * Draws a chart.
   *
   * @param id begins the ids of its parts, so that charts of one page do not meet
   * @param description what it shows, for those who do not see it
   * @param texts its texts that are to stay text; all others become outlines
   * @param chart makes the chart
   * @return an svg element; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  static Optional<String> draw(
      String id, String description, ChartTexts texts, Supplier<? extends Chart<?, ?>> chart) {
    return ChartSvg.whereFontsAre(() -> svg(id, description, texts, chart.get()));
  }

  /** Draws a chart, all of whose texts become outlines. */
  static Optional<String> draw(
      String id, String description, Supplier<? extends Chart<?, ?>> chart) {
    return draw(id, description, new ChartTexts(), chart);
  }

  private static String svg(String id, String description, ChartTexts texts, Chart<?, ?> chart) {
    SVGGeneratorContext context = ChartSvg.context(id);
    Element root = ChartSvg.paint(chart, texts, context);
    ChartSvg.describe(root, description);
    root.removeAttribute("width");
    root.removeAttribute("height");
    recolour(root, id);
    String text = ChartSvg.written(context, root, ChartSvg.Look.ATTRIBUTES);
    return text.substring(text.indexOf("<svg"));
  }

  /** Puts classes, which a style can colour, in the place of colours. */
  private static void recolour(Element element, String id) {
    StringBuilder classes = new StringBuilder();
    take(element, "fill", "f-", classes);
    take(element, "stroke", "s-", classes);
    element.removeAttribute("font-family");
    element.removeAttribute("xml:space");
    if (!classes.isEmpty()) {
      element.setAttribute("class", classes.toString().strip());
    }
    if (element.getAttribute("id").equals("genericDefs")) {
      element.setAttribute("id", id + "-defs");
    }
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element part) {
        recolour(part, id);
      }
    }
  }

  private static void take(
      Element element, String attribute, String prefix, StringBuilder classes) {
    String name = CLASSES.get(element.getAttribute(attribute).replace(" ", ""));
    if (name != null) {
      element.removeAttribute(attribute);
      classes.append(prefix).append(name).append(' ');
    }
  }
}
