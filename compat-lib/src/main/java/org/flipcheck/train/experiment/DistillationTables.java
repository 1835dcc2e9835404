package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flipcheck.select.SelectionRule;

/**
 * The tables of an experiment on distillation as Markdown: an overview, then for each setting one
 * for each rule that chooses, and one without a choice.
 */
final class DistillationTables {

  /** Neither updates of one model that one could release, nor free: bounds and the noise floor. */
  private static final Set<Method> OUTSIDE_THE_FRONT =
      EnumSet.of(Method.OLD, Method.RESEEDED, Method.ENSEMBLE);

  private static final String HOW_TO_READ =
      """
      ◆: on the Pareto front of accuracy over all classes and NFR on old classes, by test means, of single models that are trained for the purpose
      (without the reseeded model and the ensemble, which costs twice as much to ask). Old-class NFR: negative flips among test examples of classes that
      the old model knows. Intervals of 95 %: of a value or change as (examples, of one seed of average counts), of a mean over seeds as [seeds, Student's t].
      A seed for which the rule admits no margin or weight stays with the new model, "none".
      """;

  private final List<List<SeedRun>> groups;

  DistillationTables(List<SeedRun> runs) {
    groups = SeedRun.groups(runs);
  }

  String markdown() {
    StringBuilder out = new StringBuilder(HOW_TO_READ);
    for (SelectionRule rule : ExperimentReport.RULES) {
      Cells.line(out, "");
      Cells.line(
          out, rule(rule) + "; old-class NFR in %, and points of accuracy minus the new model's:");
      Cells.line(out, "");
      overview(out, rule);
    }
    for (List<SeedRun> group : groups) {
      SeedRun first = group.get(0);
      Cells.line(out, "");
      Cells.line(out, "## " + first.setting().title());
      Cells.line(out, "");
      Cells.line(out, "%s. %d seed(s).".formatted(first.recipe().text(), group.size()));
      for (SelectionRule rule : ExperimentReport.RULES) {
        Cells.line(out, "");
        Cells.line(out, rule(rule) + ":");
        Cells.line(out, "");
        table(out, chosen(group, rule));
      }
      Cells.line(out, "");
      Cells.line(out, "The same margin or weight in all seeds, without any choice:");
      Cells.line(out, "");
      table(out, fixed(group));
    }
    return out.toString();
  }

  private static String rule(SelectionRule rule) {
    return rule.confidence() == 0
        ? "Chosen by observed dev accuracy, not below the new model's"
        : "Chosen so that dev accuracy is, at %s %% confidence, at most %s points below the new model's"
            .formatted(Cells.percent(rule.confidence(), 0), Cells.percent(rule.tolerance(), 1));
  }

  private void overview(StringBuilder out, SelectionRule rule) {
    Cells.row(out, "", groups.stream().map(group -> group.get(0).setting().title()));
    Cells.line(out, "|---|" + "---|".repeat(groups.size()));
    for (Method method : Method.OF_DISTILLATION) {
      Cells.row(
          out,
          method.title(),
          groups.stream()
              .map(
                  group ->
                      glance(SettingSummary.of(method, group, rule), front(chosen(group, rule)))));
    }
  }

  private static String glance(SettingSummary row, ParetoFront front) {
    return row.method() == Method.OLD
        ? ""
        : "%s; %s%s"
            .formatted(
                Cells.percent(row.negativeFlipRate(), 2),
                Cells.signed(row.accuracyChange()),
                mark(row, front));
  }

  private static String mark(SettingSummary row, ParetoFront front) {
    return !OUTSIDE_THE_FRONT.contains(row.method()) && front.holds(row) ? " ◆" : "";
  }

  private static List<SettingSummary> chosen(List<SeedRun> group, SelectionRule rule) {
    return Method.OF_DISTILLATION.stream()
        .map(method -> SettingSummary.of(method, group, rule))
        .toList();
  }

  /** Every margin and weight; what all seeds share. */
  static List<SettingSummary> fixed(List<SeedRun> group) {
    List<SettingSummary> rows = new ArrayList<>();
    for (Method method : Method.OF_DISTILLATION) {
      for (CurvePoint point : group.get(0).curve(method)) {
        rows.add(SettingSummary.at(method, point, group));
      }
    }
    return rows;
  }

  private static ParetoFront front(List<SettingSummary> rows) {
    return new ParetoFront(
        rows.stream().filter(row -> !OUTSIDE_THE_FRONT.contains(row.method())).toList());
  }

  private static void table(StringBuilder out, List<SettingSummary> rows) {
    ParetoFront front = front(rows);
    Cells.row(
        out,
        "",
        Stream.of(
            "b, or old weight",
            "accuracy, %",
            "minus new, points",
            "old classes, %",
            "added classes, %",
            "old-class NFR, %",
            "minus new's, points",
            "less than new's by, %",
            "NFR of all, %",
            "lost of new, %"));
    Cells.line(out, "|---|---|---|---|---|---|---|---|---|---|---|");
    rows.forEach(row -> Cells.row(out, row.method().title() + mark(row, front), cells(row)));
  }

  private static Stream<String> cells(SettingSummary row) {
    boolean isCompared = row.method() != Method.NEW && row.method() != Method.OLD;
    return Stream.of(
        row.method().isChosen() ? knobs(row) : "",
        Cells.withInterval(row.accuracy(), row.accuracyInterval(), v -> Cells.percent(v, 2)),
        isCompared ? accuracyChange(row) : "",
        Cells.percent(row.knownAccuracy(), 2),
        row.addedAccuracy().isPresent()
            ? Cells.percent(row.addedAccuracy().getAsDouble(), 2)
            : "no class added",
        Cells.withInterval(
            row.negativeFlipRate(), row.negativeFlipRateInterval(), v -> Cells.percent(v, 2)),
        isCompared
            ? Cells.withInterval(
                row.negativeFlipRateChange(), row.negativeFlipRateChangeInterval(), Cells::signed)
            : "",
        isCompared ? reduction(row) : "",
        Cells.percent(row.negativeFlipRateOfAll(), 2),
        Cells.percent(row.lostOfNew(), 2));
  }

  private static String knobs(SettingSummary row) {
    List<String> values = row.chosen().stream().map(DistillationTables::knob).toList();
    return values.stream().distinct().count() == 1 ? values.get(0) : String.join(", ", values);
  }

  private static String knob(CurvePoint point) {
    if (point.method() == Method.NEW) {
      return "none";
    }
    return Cells.weight(point.margin().orElse(point.oldWeight()));
  }

  private static String accuracyChange(SettingSummary row) {
    return Cells.withInterval(row.accuracyChange(), row.accuracyChangeInterval(), Cells::signed)
        + row.accuracyChangeOverSeeds()
            .map(interval -> seeds(Cells.signed(interval.low()), Cells.signed(interval.high())))
            .orElse("");
  }

  private static String reduction(SettingSummary row) {
    if (row.reduction().isEmpty()) {
      return "undefined: the new model has no negative flip";
    }
    return Cells.percent(row.reduction().getAsDouble(), 0)
        + row.reductionInterval()
            .map(
                interval ->
                    seeds(Cells.percent(interval.low(), 0), Cells.percent(interval.high(), 0)))
            .orElse("");
  }

  private static String seeds(String low, String high) {
    return " [%s to %s]".formatted(low, high);
  }
}
