package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.flipcheck.report.RateChart.Rate;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RateChartTest {

  private static final Rate ALL = new Rate("all pictures", 261, 10_000);

  private static RateChart chart(Rate... rates) {
    return new RateChart("Negative flips", "share", List.of(rates), Optional.of(ALL));
  }

  private static Document parsed(RateChart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(chart.svg())));
  }

  private static List<Double> numbers(String attribute, String svg) {
    return Pattern.compile(" %s=\"([\\d.]+)\"".formatted(attribute))
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
    String svg = chart(new Rate("a", 0, 100), new Rate("b", 10, 100), new Rate("c", 5, 100)).svg();

    List<Double> dots = numbers("cx", svg);
    double nothing = dots.get(0);
    assertThat(dots.get(2) - nothing)
        .isCloseTo((dots.get(1) - nothing) / 2, org.assertj.core.data.Offset.offset(0.1));
    assertThat(numbers("cy", svg)).isSorted();
  }

  @Test
  void aSliceWithoutExamplesHasNoDot() {
    assertThat(numbers("cx", chart(new Rate("a", 1, 10), new Rate("empty", 0, 0)).svg()))
        .hasSize(1);
  }

  @Test
  void nothingToCompareWith() throws Exception {
    Document svg =
        parsed(new RateChart("title", "axis", List.of(new Rate("empty", 0, 0)), Optional.empty()));

    assertThat(svg.getElementsByTagName("circle").getLength()).isZero();
  }

  @Test
  void foreignTextDoesNothing() throws Exception {
    String hostile = "</text><script>alert(1)</script>\u0000\u202e&\"";
    Document svg =
        parsed(
            new RateChart(
                hostile,
                hostile,
                List.of(new Rate(hostile, 1, 2)),
                Optional.of(new Rate(hostile, 1, 2))));

    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(svg.getDocumentElement().getAttribute("aria-label"))
        .isEqualTo("</text><script>alert(1)</script>\\u0000\\u202e&\"");
  }

  @Test
  void longNamesAreCut() {
    assertThat(chart(new Rate("x".repeat(100), 1, 2)).svg())
        .contains(">%s…</text>".formatted("x".repeat(39)));
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
