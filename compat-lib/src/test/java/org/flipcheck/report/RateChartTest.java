package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.flipcheck.report.RateChart.Rate;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RateChartTest {

  private static final Rate ALL = new Rate("all pictures", 261, 10_000);

  private static final Offset<Double> PIXEL = Offset.offset(1.0);

  private static RateChart chart(Rate... rates) {
    return new RateChart("Negative flips", "share", List.of(rates), Optional.of(ALL));
  }

  private static String svg(RateChart chart) {
    return chart.svg().orElseThrow();
  }

  private static Document parsed(RateChart chart) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg(chart))));
  }

  private static List<String> texts(RateChart chart) throws Exception {
    NodeList found = parsed(chart).getElementsByTagName("text");
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }

  /** Of marks in the plot, to which they are clipped; the legend's are not. */
  private static List<Double> numbers(String attribute, String svg) {
    return Pattern.compile(
            "<(?:line|circle)(?=[^>]* style=\"clip-path)[^>]* %s=\"([\\d.]+)\""
                .formatted(attribute))
        .matcher(svg)
        .results()
        .map((MatchResult found) -> Double.valueOf(found.group(1)))
        .toList();
  }

  @Test
  void toldWithDenominatorsAndIntervals() {
    // 228 of 4,000 and 261 of 10,000: intervals of R's prop.test(correct = FALSE), as in `flipcheck
    // demo`.
    assertThat(chart(new Rate("tops", 228, 4_000), new Rate("hats", 0, 0)).text())
        .isEqualTo(
            """
            Negative flips
            tops: 228 of 4,000 = 5.70%, 95% interval 5.02% to 6.46%
            hats: 0 of 0, no rate
            all pictures: 261 of 10,000 = 2.61%, 95% interval 2.32% to 2.94%""");
  }

  @Test
  void dotsStandWhereTheRatesAre() {
    String svg = svg(chart(new Rate("a", 0, 100), new Rate("b", 10, 100), new Rate("c", 5, 100)));

    List<Double> dots = numbers("cx", svg);
    double nothing = dots.get(0);
    assertThat(dots.get(2) - nothing).isCloseTo((dots.get(1) - nothing) / 2, Offset.offset(0.1));
    assertThat(numbers("cy", svg)).isSorted();
  }

  @Test
  void aSliceWithoutExamplesHasNoDot() {
    assertThat(numbers("cx", svg(chart(new Rate("a", 1, 10), new Rate("empty", 0, 0))))).hasSize(1);
  }

  @Test
  void whiskersEndWhereTheIntervalsDo() {
    Rate rate = new Rate("a", 5, 100);
    String svg = svg(chart(rate, new Rate("nothing", 0, 100)));
    double nothing = numbers("cx", svg).get(1);
    double percent = (numbers("cx", svg).get(0) - nothing) / 5;

    // The first line is the whole's.
    assertThat(numbers("x1", svg).get(0)).isCloseTo(nothing + 2.61 * percent, PIXEL);
    assertThat(numbers("x1", svg).get(1))
        .isCloseTo(nothing + 100 * rate.interval().low() * percent, PIXEL);
    assertThat(numbers("x2", svg).get(1))
        .isCloseTo(nothing + 100 * rate.interval().high() * percent, PIXEL);
  }

  @Test
  void whatIsWrittenIsText() throws Exception {
    assertThat(texts(chart(new Rate("tops", 228, 4_000), new Rate("hats", 0, 0))))
        .contains("Negative flips", "share", "tops: 228 of 4,000", "hats: 0 of 0")
        .contains("0%", "5%", "all pictures: 2.61%", "rate, with its 95% interval")
        .doesNotHaveDuplicates();
  }

  /** A browser would clip the second drawing of a page to the plot of the first. */
  @Test
  void drawingsOfOnePageDoNotShareTheirParts() {
    Pattern id = Pattern.compile(" id=\"([^\"]*-clipPath\\d+)\"");
    String one = svg(chart(new Rate("tops", 1, 2)));
    String other = svg(chart(new Rate("hats", 1, 2)));

    assertThat(id.matcher(one).results().map(found -> found.group(1)))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(
            id.matcher(other).results().map(found -> found.group(1)).toList())
        .allSatisfy(part -> assertThat(one).contains("url(#%s)".formatted(part)));
  }

  @Test
  void twoOfOneName() throws Exception {
    assertThat(texts(chart(new Rate("tops", 1, 2), new Rate("tops", 1, 2))))
        .filteredOn("tops: 1 of 2"::equals)
        .hasSize(2);
  }

  @Test
  void nothingToCompareWith() throws Exception {
    RateChart chart =
        new RateChart("title", "axis", List.of(new Rate("empty", 0, 0)), Optional.empty());

    assertThat(parsed(chart).getElementsByTagName("circle").getLength()).isZero();
    assertThat(texts(chart)).contains("title", "empty: 0 of 0", "axis", "100%");
  }

  @Test
  void foreignTextDoesNothing() throws Exception {
    String hostile = "</text><script>alert(1)</script>\u0000\u202e&\"";
    RateChart chart =
        new RateChart(
            hostile,
            hostile,
            List.of(new Rate(hostile, 1, 2)),
            Optional.of(new Rate(hostile, 1, 2)));
    String shown = "</text><script>alert(1)</script>\\u0000\\u202e&\"";

    assertThat(parsed(chart).getElementsByTagName("script").getLength()).isZero();
    assertThat(texts(chart)).contains(shown, shown + ": 50.00%");
    assertThat(parsed(chart).getDocumentElement().getAttribute("aria-label"))
        .isEqualTo(chart.text().replace("\n", "; "))
        .startsWith(shown + "; ");
  }

  @Test
  void longNamesAreCut() throws Exception {
    assertThat(texts(chart(new Rate("x".repeat(100), 1, 2))))
        .contains("x".repeat(33) + "…: 1 of 2");
  }

  @Test
  void impossibleCounts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rate("tops", 3, 2))
        .withMessage("tops: 3 of 2 is no rate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chart())
        .withMessage("there is no rate to draw");
  }
}
