package org.flipcheck.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.flipcheck.report.ChartSeries;
import org.flipcheck.report.ChartSeries.Form;
import org.flipcheck.report.ChartSeries.Mark;
import org.flipcheck.report.ChartSeries.Point;
import org.flipcheck.report.ChartSeries.Tone;
import org.flipcheck.report.FlipChart;
import org.flipcheck.report.RateChart;
import org.flipcheck.report.RateChart.Rate;
import org.junit.jupiter.api.Test;

class DrawingTest {

  private static final double ACCURACY = 0.9;

  private static String svg(String title, String axis, double accuracy, Tone tone) {
    List<Point> points =
        List.of(new Point(0, 0.85), new Point(0.01, accuracy), new Point(0.02, 0.91));
    return FlipChart.render(
            title,
            axis,
            "accuracy",
            List.of(new ChartSeries("one", points, tone, Mark.DIAMOND, Form.JOINED)))
        .orElseThrow();
  }

  @Test
  void otherOutlinesShowTheSame() {
    String stored = svg("a title", "rate", ACCURACY, Tone.BLUE);
    // Two lines of title leave less room for the data, as larger fonts would.
    String fresh = svg("a larger\ntitle", "rate", ACCURACY, Tone.BLUE);

    assertThat(fresh).isNotEqualTo(stored);
    assertThat(Drawing.of(stored).down()).isNotEmpty();
    assertThat(Drawing.of(stored).shows(Drawing.of(fresh))).isTrue();
  }

  @Test
  void anotherValueShows() {
    String stored = svg("a title", "rate", ACCURACY, Tone.BLUE);

    assertThat(Drawing.of(stored).shows(Drawing.of(svg("a title", "rate", 0.9004, Tone.BLUE))))
        .isFalse();
  }

  @Test
  void anotherColourShows() {
    String stored = svg("a title", "rate", ACCURACY, Tone.BLUE);

    assertThat(Drawing.of(stored).shows(Drawing.of(svg("a title", "rate", ACCURACY, Tone.AMBER))))
        .isFalse();
  }

  @Test
  void ratesShowWithTheirIntervals() {
    Drawing stored = rates("tops", 200);

    assertThat(stored.shows(rates("much wider names than those", 200))).isTrue();
    assertThat(stored.shows(rates("tops", 202))).isFalse();
  }

  private static Drawing rates(String name, long examples) {
    List<Rate> rates = List.of(new Rate(name, 10, 100), new Rate("hats", 10, examples));
    return Drawing.of(
        new RateChart("title", "axis", rates, Optional.of(new Rate("all", 30, 1_000)))
            .svg()
            .orElseThrow());
  }

  @Test
  void aDrawingWithoutDataShowsNothing() {
    assertThat(Drawing.of("<svg/>").shows(Drawing.of("<svg/>"))).isFalse();
  }
}
