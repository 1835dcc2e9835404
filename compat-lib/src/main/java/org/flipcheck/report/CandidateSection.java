package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Verdict;
import org.flipcheck.select.CandidatePoint;
import org.flipcheck.select.Selection;

/** Accuracy against compatibility, where several models were to choose from. */
final class CandidateSection {

  private CandidateSection() {}

  static PageSection of(Candidates candidates) {
    Selection<?> selection = candidates.selection();
    String note =
        "This model was chosen among %s on %s development examples, by this rule: %s. On the front stand those to which no other is preferable in both accuracy and negative flips."
            .formatted(
                Format.count(selection.curve().size()),
                Format.count(selection.chosen().n()),
                MendText.rule(selection.rule()));
    return new PageSection(
        "candidates",
        "Candidates",
        "Accuracy against compatibility",
        List.of(note),
        CurveChart.inline(selection),
        Optional.empty(),
        List.of(table(candidates)));
  }

  private static DataTable table(Candidates candidates) {
    Selection<?> selection = candidates.selection();
    List<CandidatePoint> points = List.copyOf(selection.curve());
    List<DataColumn> columns = new ArrayList<>();
    columns.add(DataColumn.text("Model", points, point -> name(selection, point)));
    columns.add(
        DataColumn.number(
            "Accuracy", points, p -> Format.percent(p.accuracy()), CandidatePoint::accuracy));
    columns.add(
        DataColumn.number(
            "Negative flip rate",
            points,
            p -> Format.percent(p.negativeFlipRate()),
            CandidatePoint::negativeFlipRate));
    columns.add(DataColumn.count("Negative flips", points, p -> p.againstOld().negativeFlips()));
    columns.add(DataColumn.facet("On the front", points, point -> yes(isOnFront(points, point))));
    columns.add(
        DataColumn.facet("Not inferior", points, point -> yes(selection.rule().admits(point))));
    if (!candidates.verdicts().isEmpty()) {
      columns.add(DataColumn.facet("Policy", points, point -> verdict(candidates, point)));
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
}
