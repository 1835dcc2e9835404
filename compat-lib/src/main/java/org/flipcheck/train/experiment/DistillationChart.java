package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.report.ChartSeries;
import org.flipcheck.report.ChartSeries.Form;
import org.flipcheck.report.ChartSeries.Mark;
import org.flipcheck.report.ChartSeries.Point;
import org.flipcheck.report.ChartSeries.Tone;
import org.flipcheck.report.FlipChart;

/**
 * The methods of one setting as a drawing: test means over seeds, a line for all margins or weights
 * of a method, without any choice.
 */
final class DistillationChart {

  /** Far off, lines lead to the old model, which says nothing of added classes. */
  private static final double MOST_LOST = 0.06;

  private DistillationChart() {}

  /** An SVG document; none where Java has no fonts. */
  static Optional<String> svg(List<SeedRun> group) {
    List<SettingSummary> all = DistillationTables.fixed(group);
    double least =
        all.stream()
                .filter(row -> row.method() == Method.NEW)
                .mapToDouble(SettingSummary::accuracy)
                .findFirst()
                .orElseThrow()
            - MOST_LOST;
    List<ChartSeries> series = new ArrayList<>();
    for (Method method : Method.OF_DISTILLATION) {
      List<Point> points =
          all.stream()
              .filter(row -> row.method() == method && row.accuracy() >= least)
              .map(row -> new Point(row.negativeFlipRate(), row.accuracy()))
              .toList();
      if (method != Method.OLD && !points.isEmpty()) {
        series.add(
            new ChartSeries(
                method.title(),
                points,
                tone(method),
                mark(method),
                points.size() > 1 ? Form.JOINED : Form.SINGLE));
      }
    }
    return FlipChart.render(
        group.get(0).setting().title() + ": up and to the left is better",
        "negative flip rate on old classes",
        "accuracy over all classes",
        series);
  }

  private static Tone tone(Method method) {
    return switch (method) {
      case PCT_KL, PCT_LM -> Tone.GREEN;
      case MPT_KL, MPT_LM -> Tone.ORANGE;
      case ELODI -> Tone.PURPLE;
      case FINE_TUNED, BCWI, FISHER_BCWI, SOUP_BCWI -> Tone.BLUE;
      case ENSEMBLE -> Tone.AMBER;
      case OLD, NEW, RESEEDED -> Tone.GREY;
    };
  }

  private static Mark mark(Method method) {
    return switch (method) {
      case PCT_KL, MPT_KL, BCWI, FISHER_BCWI, SOUP_BCWI -> Mark.CIRCLE;
      case PCT_LM, MPT_LM, FINE_TUNED, NEW -> Mark.SQUARE;
      case ELODI, ENSEMBLE -> Mark.DIAMOND;
      case OLD, RESEEDED -> Mark.TRIANGLE_DOWN;
    };
  }
}
