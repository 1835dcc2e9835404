package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.ChartSeries.Tone;
import org.flipcheck.report.FlipExamples.Example;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * How sure the two models were of the label of the negative flips: histograms of the probabilities
 * that they give it.
 */
final class ProbabilityChart {

  private static final int BINS = 10;
  private static final int PERCENT = 100 / BINS;
  private static final int WIDTH = 860;
  private static final int HEIGHT = 320;

  private ProbabilityChart() {}

  /** The probabilities that one model gives the labels of negative flips, from 0 to 1. */
  static List<Double> probabilities(FlipExamples examples, String column) {
    Optional<Integer> place = examples.place(column);
    if (place.isEmpty()) {
      return List.of();
    }
    List<Double> values = new ArrayList<>();
    for (Example example : examples.rows()) {
      if (example.outcome().equals(FlipOutcome.NEGATIVE_FLIP.key())
          && example.cells().get(place.get()) instanceof Double value) {
        values.add(value);
      }
    }
    return values;
  }

  /**
   * Draws the histograms.
   *
   * @param examples of the flip table
   * @return an svg element; empty where no probability is known, and where Java has no fonts
   */
  static Optional<String> render(FlipExamples examples) {
    List<Double> old = probabilities(examples, "old_label_probability");
    List<Double> fresh = probabilities(examples, "new_label_probability");
    if (old.isEmpty() || fresh.isEmpty()) {
      return Optional.empty();
    }
    int[] before = bins(old);
    int[] after = bins(fresh);
    return InlineChart.draw(
        "probability-chart", description(before, after), () -> chart(before, after));
  }

  /** How many values lie in each tenth; 1 is in the last. */
  static int[] bins(List<Double> values) {
    int[] bins = new int[BINS];
    for (double value : values) {
      bins[(int) Math.min(BINS - 1L, Math.max(0, (long) Math.floor(value * BINS)))]++;
    }
    return bins;
  }

  private static String description(int[] before, int[] after) {
    StringBuilder text = new StringBuilder("Negative flips by the probability of the label. ");
    for (int i = 0; i < BINS; i++) {
      text.append(
          "%s: old model %s, new model %s; "
              .formatted(name(i), Format.count(before[i]), Format.count(after[i])));
    }
    return text.substring(0, text.length() - 2) + ".";
  }

  private static String name(int bin) {
    return "%d–%d%%".formatted(bin * PERCENT, (bin + 1) * PERCENT);
  }

  private static CategoryChart chart(int[] before, int[] after) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("probability that the model gives the label")
            .yAxisTitle("negative flips")
            .build();
    InlineChart.style(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setYAxisDecimalPattern("#,##0");
    List<String> names = IntStream.range(0, BINS).mapToObj(ProbabilityChart::name).toList();
    chart.addSeries("old model", names, boxed(before)).setFillColor(Tone.BLUE.color());
    chart.addSeries("new model", names, boxed(after)).setFillColor(Tone.ORANGE.color());
    return chart;
  }

  private static List<Integer> boxed(int[] bins) {
    return IntStream.of(bins).boxed().toList();
  }
}
