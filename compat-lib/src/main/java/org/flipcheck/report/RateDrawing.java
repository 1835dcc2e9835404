package org.flipcheck.report;

import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.flipcheck.report.RateChart.Rate;

/** A {@link RateChart} as SVG. */
final class RateDrawing {

  private static final int NAME_CHARACTERS = 40;
  private static final double CHARACTER_WIDTH = 7.6;
  private static final int EDGE = 16;
  private static final int PLOT = 380;
  private static final int COUNTS = 190;
  private static final int ROW = 30;
  private static final int TOP = 76;
  private static final int BOTTOM = 52;
  private static final int BASELINE = 5;
  private static final int TICKS = 5;
  private static final double DOT = 5;

  private static final String INK = "#222222";
  private static final String PALE = "#dddddd";
  private static final String DOTS = "#0072b2";
  private static final String WHOLE = "#c04000";

  private final RateChart chart;
  private final Scale scale;
  private final int left;
  private final int bottom;
  private final XMLStreamWriter xml;

  private RateDrawing(RateChart chart, XMLStreamWriter xml) {
    this.chart = chart;
    this.scale = Scale.upTo(greatest(chart));
    this.left = (int) Math.round(2 * EDGE + longestName(chart) * CHARACTER_WIDTH);
    this.bottom = TOP + ROW * chart.rates().size();
    this.xml = xml;
  }

  static String of(RateChart chart) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      new RateDrawing(chart, xml).draw();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("SVG could not be written to memory", e);
    }
    return out.toString();
  }

  /** From shares to places: 0 is at the left, the last tick at the right. */
  private record Scale(double step, int ticks) {

    static Scale upTo(double greatest) {
      double least = greatest / TICKS;
      double power = Math.pow(10, Math.floor(Math.log10(least)));
      double step =
          DoubleStream.of(1, 2, 2.5, 5)
              .map(round -> round * power)
              .filter(round -> round >= least)
              .findFirst()
              .orElse(10 * power);
      return new Scale(step, (int) Math.ceil(greatest / step));
    }

    double place(double share) {
      return PLOT * share / (step * ticks);
    }
  }

  private static double greatest(RateChart chart) {
    return Stream.concat(chart.rates().stream(), chart.whole().stream())
        .filter(rate -> rate.examples() > 0)
        .mapToDouble(rate -> rate.interval().high())
        .max()
        .orElse(1);
  }

  private static int longestName(RateChart chart) {
    return chart.rates().stream().mapToInt(rate -> name(rate).length()).max().orElseThrow();
  }

  private static String name(Rate rate) {
    return Format.ellipsis(Format.visible(rate.name()), NAME_CHARACTERS);
  }

  private void draw() throws XMLStreamException {
    int width = left + PLOT + COUNTS;
    int height = bottom + BOTTOM;
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
    attributes("width", width, "height", height, "viewBox", "0 0 " + width + " " + height);
    attributes("role", "img", "aria-label", chart.title());
    attributes("font-family", "sans-serif", "font-size", 14);
    empty("rect", "width", width, "height", height, "fill", "white");
    text(EDGE, 26, "start", "bold", INK, chart.title());
    drawAxis();
    for (int i = 0; i < chart.rates().size(); i++) {
      drawRate(chart.rates().get(i), TOP + i * ROW + ROW / 2.0);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private void drawAxis() throws XMLStreamException {
    for (int tick = 0; tick <= scale.ticks(); tick++) {
      double share = tick * scale.step();
      double x = left + scale.place(share);
      vertical(x, PALE, "none");
      text(x, bottom + 18, "middle", "normal", INK, Format.number(100 * share) + "%");
    }
    text(left + PLOT / 2.0, bottom + 40, "middle", "normal", INK, chart.axis());
    if (chart.whole().isPresent() && chart.whole().get().value().isPresent()) {
      drawWhole(chart.whole().get());
    }
  }

  private void drawWhole(Rate whole) throws XMLStreamException {
    double share = whole.value().getAsDouble();
    double x = left + scale.place(share);
    vertical(x, WHOLE, "5 4");
    String told = "%s: %s".formatted(name(whole), Format.percent(share));
    text(x, TOP - 12, "middle", "normal", WHOLE, told);
  }

  private void vertical(double x, String colour, String dashes) throws XMLStreamException {
    empty("line", "x1", x, "x2", x, "y1", TOP - 4, "y2", bottom, "stroke", colour);
    attributes("stroke-dasharray", dashes);
  }

  private void drawRate(Rate rate, double y) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("g");
    xml.writeStartElement("title");
    xml.writeCharacters(rate.told());
    xml.writeEndElement();
    text(left - EDGE, y + BASELINE, "end", "normal", INK, name(rate));
    if (rate.value().isPresent()) {
      double low = left + scale.place(rate.interval().low());
      double high = left + scale.place(rate.interval().high());
      double at = left + scale.place(rate.value().getAsDouble());
      empty("line", "x1", low, "x2", high, "y1", y, "y2", y, "stroke", DOTS);
      attributes("stroke-width", "2.5");
      empty("circle", "cx", at, "cy", y, "r", DOT, "fill", DOTS);
    }
    text(left + PLOT + EDGE, y + BASELINE, "start", "normal", INK, rate.counts());
    xml.writeEndElement();
  }

  private void text(double x, double y, String anchor, String weight, String colour, String text)
      throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("text");
    attributes("x", x, "y", y, "text-anchor", anchor, "font-weight", weight, "fill", colour);
    xml.writeCharacters(Format.visible(text));
    xml.writeEndElement();
  }

  private void empty(String element, Object... attributes) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeEmptyElement(element);
    attributes(attributes);
  }

  /** Names and values in turns. */
  private void attributes(Object... namesAndValues) throws XMLStreamException {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      xml.writeAttribute(
          (String) namesAndValues[i],
          value instanceof Double place
              ? String.format(Locale.ROOT, "%.1f", place)
              : Format.visible(value.toString()));
    }
  }
}
