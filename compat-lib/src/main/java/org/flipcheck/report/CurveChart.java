package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.flipcheck.report.ChartSeries.Form;
import org.flipcheck.report.ChartSeries.Mark;
import org.flipcheck.report.ChartSeries.Point;
import org.flipcheck.report.ChartSeries.Tone;
import org.flipcheck.select.Selection;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;

/** The curves of a choice of the old model's weight as a {@link FlipChart}. */
public final class CurveChart {

  private CurveChart() {}

  /**
   * Draws a curve.
   *
   * @param selection what was evaluated, and what was chosen
   * @return an SVG document; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  public static Optional<String> render(Selection selection) {
    List<ChartSeries> series = new ArrayList<>();
    addLine(series, selection, Kind.BCWI, Tone.BLUE, Mark.CIRCLE);
    addLine(series, selection, Kind.FISHER_BCWI, Tone.ORANGE, Mark.SQUARE);
    addLine(series, selection, Kind.SOUP_BCWI, Tone.GREEN, Mark.TRIANGLE_UP);
    add(series, "old model", end(selection, Kind.OLD), Tone.GREY, Mark.TRIANGLE_DOWN);
    add(series, "new model", end(selection, Kind.NEW), Tone.GREY, Mark.SQUARE);
    add(series, "chosen", List.of(selection.chosen()), Tone.PURPLE, Mark.DIAMOND);
    return FlipChart.render(
        "Up and to the left is better: %s development examples"
            .formatted(Format.count(selection.now().n())),
        "negative flip rate",
        "accuracy",
        series);
  }

  private static List<WeightPoint> end(Selection selection, Kind kind) {
    return selection.curve().stream().filter(point -> point.kind() == kind).toList();
  }

  private static void addLine(
      List<ChartSeries> series, Selection selection, Kind kind, Tone tone, Mark mark) {
    List<WeightPoint> points =
        selection.curve().stream()
            .filter(point -> isOn(kind, point))
            .sorted(Comparator.comparingDouble(WeightPoint::oldWeight))
            .toList();
    if (points.stream().anyMatch(point -> point.kind() == kind)) {
      series.add(new ChartSeries(kind.title(), places(points), tone, mark, Form.JOINED));
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

  private static void add(
      List<ChartSeries> series, String name, List<WeightPoint> points, Tone tone, Mark mark) {
    if (!points.isEmpty()) {
      series.add(new ChartSeries(name, places(points), tone, mark, Form.SINGLE));
    }
  }

  private static List<Point> places(List<WeightPoint> points) {
    return points.stream()
        .map(point -> new Point(point.negativeFlipRate(), point.accuracy()))
        .toList();
  }
}
