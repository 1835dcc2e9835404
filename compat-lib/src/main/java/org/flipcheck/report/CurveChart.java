package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flipcheck.report.ChartSeries.Form;
import org.flipcheck.report.ChartSeries.Mark;
import org.flipcheck.report.ChartSeries.Point;
import org.flipcheck.report.ChartSeries.Tone;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;
import org.flipcheck.select.TrainedPoint;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;

/** The curves of a choice of the old model's weight as a {@link FlipChart}. */
public final class CurveChart {

  private static final List<Tone> TONES =
      List.of(Tone.BLUE, Tone.ORANGE, Tone.GREEN, Tone.SKY, Tone.AMBER);

  private static final String FLIPS = "negative flip rate";
  private static final String ACCURACY = "accuracy";

  private CurveChart() {}

  /**
   * Draws a curve.
   *
   * @param selection what was evaluated, and what was chosen
   * @return an SVG document; empty where Java has no fonts to draw with, as in the smallest
   *     containers
   */
  public static Optional<String> render(Selection<?> selection) {
    return FlipChart.render(title(selection), FLIPS, ACCURACY, series(selection));
  }

  /** The same as a part of a page. */
  static Optional<String> inline(Selection<?> selection) {
    return FlipChart.inline(
        "candidates-chart", title(selection), FLIPS, ACCURACY, series(selection));
  }

  private static String title(Selection<?> selection) {
    return "Up and to the left is better: %s development examples"
        .formatted(Format.count(selection.now().n()));
  }

  private static List<ChartSeries> series(Selection<?> selection) {
    List<ChartSeries> series = new ArrayList<>();
    addLine(series, selection, Kind.BCWI, Tone.BLUE, Mark.CIRCLE);
    addLine(series, selection, Kind.FISHER_BCWI, Tone.ORANGE, Mark.SQUARE);
    addLine(series, selection, Kind.SOUP_BCWI, Tone.GREEN, Mark.TRIANGLE_UP);
    addTrained(series, selection);
    add(series, "old model", end(selection, CandidatePoint::isOld), Tone.GREY, Mark.TRIANGLE_DOWN);
    add(series, "new model", end(selection, CandidatePoint::isNew), Tone.GREY, Mark.SQUARE);
    add(series, "chosen", List.of(selection.chosen()), Tone.PURPLE, Mark.DIAMOND);
    return series;
  }

  private static List<CandidatePoint> end(Selection<?> selection, Predicate<CandidatePoint> isEnd) {
    return selection.curve().stream().map(CandidatePoint.class::cast).filter(isEnd).toList();
  }

  /** One series for each method, in the order of the candidates. */
  private static void addTrained(List<ChartSeries> series, Selection<?> selection) {
    Map<String, List<TrainedPoint>> methods =
        selection.curve().stream()
            .filter(TrainedPoint.class::isInstance)
            .map(TrainedPoint.class::cast)
            .collect(
                Collectors.groupingBy(
                    TrainedPoint::method, LinkedHashMap::new, Collectors.toList()));
    methods.forEach(
        (method, points) ->
            add(series, method, points, TONES.get(series.size() % TONES.size()), Mark.CIRCLE));
  }

  private static void addLine(
      List<ChartSeries> series, Selection<?> selection, Kind kind, Tone tone, Mark mark) {
    List<WeightPoint> points =
        selection.curve().stream()
            .filter(WeightPoint.class::isInstance)
            .map(WeightPoint.class::cast)
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
      List<ChartSeries> series,
      String name,
      List<? extends CandidatePoint> points,
      Tone tone,
      Mark mark) {
    if (!points.isEmpty()) {
      series.add(new ChartSeries(name, places(points), tone, mark, Form.SINGLE));
    }
  }

  private static List<Point> places(List<? extends CandidatePoint> points) {
    return points.stream()
        .map(point -> new Point(point.negativeFlipRate(), point.accuracy()))
        .toList();
  }
}
