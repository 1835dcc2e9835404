package org.flipcheck.report;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.flipcheck.report.ChartSeries.Tone;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A chart as a part of the report page: as wide as its place, in colours that the page's style
 * gives by light and dark, with text that is text.
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
   * @param chart makes the chart
   * @return an svg element; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  static Optional<String> draw(
      String id, String description, Supplier<? extends Chart<?, ?>> chart) {
    try {
      return Optional.of(svg(id, description, chart.get()));
    } catch (LinkageError | InternalError | NullPointerException e) {
      // Without a font configuration Java fails in one of these ways; the tables say the same.
      return Optional.empty();
    }
  }

  private static String svg(String id, String description, Chart<?, ?> chart) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment(null);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return id + "-" + super.generateID(prefix);
          }
        });
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 %d %d".formatted(chart.getWidth(), chart.getHeight()));
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", Format.visible(description));
    root.removeAttribute("width");
    root.removeAttribute("height");
    recolour(root, id);
    StringWriter svg = new StringWriter();
    try {
      graphics.stream(root, svg, false, false);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException(e);
    }
    String text = svg.toString();
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

  static Document document() {
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
