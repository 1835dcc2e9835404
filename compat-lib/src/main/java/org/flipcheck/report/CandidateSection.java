package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flipcheck.gate.Verdict;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;

/**
 * Accuracy against compatibility, where several models were to choose from.
 *
 * @param summary by which rule one was chosen
 * @param chart the models as a drawing; empty where Java has no fonts
 * @param table the models
 */
record CandidateSection(String summary, Optional<String> chart, Optional<DataTable> table) {

  static CandidateSection of(Candidates candidates) {
    Selection<?> selection = candidates.selection();
    return new CandidateSection(
        "This model was chosen among %s on %s development examples, by this rule: %s. On the front stand those to which no other is preferable in both accuracy and negative flips."
            .formatted(
                Format.count(selection.curve().size()),
                Format.count(selection.chosen().n()),
                MendText.rule(selection.rule())),
        CurveChart.inline(selection),
        Optional.of(table(candidates)));
  }

  private static DataTable table(Candidates candidates) {
    Selection<?> selection = candidates.selection();
    List<CandidatePoint> points = List.copyOf(selection.curve());
    List<DataColumn> columns = new ArrayList<>();
    columns.add(text("Model", points, point -> name(selection, point)));
    columns.add(
        DataColumn.number(
            "Accuracy",
            points.stream().map(p -> Format.percent(p.accuracy())).toList(),
            points.stream().map(CandidatePoint::accuracy).toList()));
    columns.add(
        DataColumn.number(
            "Negative flip rate",
            points.stream().map(p -> Format.percent(p.negativeFlipRate())).toList(),
            points.stream().map(CandidatePoint::negativeFlipRate).toList()));
    columns.add(
        DataColumn.count(
            "Negative flips", points.stream().map(p -> p.againstOld().negativeFlips()).toList()));
    columns.add(facet("On the front", points, point -> yes(isOnFront(points, point))));
    columns.add(facet("Not inferior", points, point -> yes(selection.rule().admits(point))));
    if (!candidates.verdicts().isEmpty()) {
      columns.add(facet("Policy", points, point -> verdict(candidates, point)));
    }
    return new DataTable("candidates-table", "Candidates, on the development examples", columns);
  }

  private static String name(Selection<?> selection, CandidatePoint point) {
    return (point.equals(selection.chosen()) ? "chosen: " : "") + Mixtures.title(point);
  }

  private static String verdict(Candidates candidates, CandidatePoint point) {
    Verdict verdict = candidates.verdicts().get(point);
    return verdict == null ? null : verdict.name();
  }

  private static String yes(boolean is) {
    return is ? "yes" : "no";
  }

  /** Whether no other has at least its accuracy and no more flips, and is better in one of them. */
  static boolean isOnFront(List<CandidatePoint> points, CandidatePoint point) {
    return points.stream().noneMatch(other -> isPreferable(other, point));
  }

  private static boolean isPreferable(CandidatePoint other, CandidatePoint point) {
    long flips = other.againstOld().negativeFlips() - point.againstOld().negativeFlips();
    long right = other.right() - point.right();
    return flips <= 0 && right >= 0 && (flips < 0 || right > 0);
  }

  private static DataColumn text(
      String title, List<CandidatePoint> points, Function<CandidatePoint, String> of) {
    return DataColumn.text(title, points.stream().map(of).toList());
  }

  private static DataColumn facet(
      String title, List<CandidatePoint> points, Function<CandidatePoint, String> of) {
    return DataColumn.facet(title, points.stream().map(of).toList());
  }
}
