package org.flipcheck.report;

import java.awt.Dimension;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Charts of XChart as SVG of Batik. */
final class ChartSvg {

  private static final int DECIMALS = 2;

  /** Where colours and the like are said. */
  enum Look {
    /** In style attributes, which a page may forbid. */
    STYLES,
    /** In attributes of their own. */
    ATTRIBUTES
  }

  private ChartSvg() {}

  /**
   * Draws where Java can.
   *
   * @param drawing draws
   * @return what was drawn; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  static Optional<String> whereFontsAre(Supplier<String> drawing) {
    try {
      return Optional.of(drawing.get());
    } catch (LinkageError | InternalError | NullPointerException e) {
      // Without a font configuration Java fails in one of these ways; the data say the same.
      return Optional.empty();
    }
  }

  /**
   * How SVG is written.
   *
   * @param id begins the ids of a drawing's parts: where several stand in one page, none may take
   *     another one's parts for its own
   */
  static SVGGeneratorContext context(String id) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setPrecision(DECIMALS);
    context.setComment(null);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return id + "-" + super.generateID(prefix);
          }
        });
    return context;
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

  /**
   * Draws a chart.
   *
   * @param texts its texts that are to stay text; XChart makes outlines of all others
   * @return the svg element
   */
  static Element paint(Chart<?, ?> chart, ChartTexts texts, SVGGeneratorContext context) {
    SVGGraphics2D graphics = new TextGraphics(context, texts);
    graphics.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 %d %d".formatted(chart.getWidth(), chart.getHeight()));
    return root;
  }

  /** A document of its own, whose parts have ids by its description. */
  static String document(Chart<?, ?> chart, ChartTexts texts, String description) {
    SVGGeneratorContext context = context("chart" + Integer.toHexString(description.hashCode()));
    Element root = paint(chart, texts, context);
    describe(root, description);
    return written(context, root, Look.STYLES);
  }

  /** Tells what it shows to those who do not see it. */
  static void describe(Element root, String description) {
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", Format.visible(description));
  }

  static String written(SVGGeneratorContext context, Element root, Look look) {
    StringWriter svg = new StringWriter();
    try {
      new SVGGraphics2D(context, false).stream(root, svg, look == Look.STYLES, false);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException(e);
    }
    return svg.toString();
  }
}
