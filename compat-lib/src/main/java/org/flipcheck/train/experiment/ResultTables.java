package org.flipcheck.train.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.flipcheck.select.SelectionRule;

/**
 * The tables of an experiment as Markdown: for each setting and recipe one for each rule that
 * chooses, and the mean curves. A tick stands where the negative flips are at least 30 % fewer than
 * the new model's and accuracy is not lost beyond noise, see {@link SettingSummary#reaches}.
 */
final class ResultTables {

  /** Methods with the same weights share a table. */
  private static final List<List<Method>> CURVES =
      List.of(List.of(Method.BCWI, Method.SOUP_BCWI, Method.ENSEMBLE), List.of(Method.FISHER_BCWI));

  private final List<SeedRun> runs;

  ResultTables(List<SeedRun> runs) {
    this.runs = runs;
  }

  /** The tables, in the order of the runs. */
  String markdown() {
    StringBuilder out = new StringBuilder();
    for (SelectionRule rule : ExperimentReport.RULES) {
      Cells.line(out, ruleText(rule) + ":");
      Cells.line(out, "");
      overview(out, rule);
      Cells.line(out, "");
    }
    for (List<SeedRun> group : SeedRun.groups(runs)) {
      SeedRun first = group.get(0);
      Cells.line(out, "## %s, rate %s".formatted(first.setting().title(), first.recipe().key()));
      Cells.line(out, "");
      Cells.line(out, "%s. %d seed(s).".formatted(first.recipe().text(), group.size()));
      for (SelectionRule rule : ExperimentReport.RULES) {
        Cells.line(out, "");
        Cells.line(out, ruleText(rule) + ":");
        Cells.line(out, "");
        table(out, group, rule);
      }
      Cells.line(out, "");
      Cells.line(
          out, "The same weight in all seeds, without any choice; points of test accuracy minus");
      Cells.line(out, "the new model's, and by how many % its NFR is less:");
      Cells.line(out, "");
      curves(out, group);
      Cells.line(out, "");
    }
    return out.toString();
  }

  /** One line for each setting and recipe: mean weight, change of accuracy, change of NFR. */
  private void overview(StringBuilder out, SelectionRule rule) {
    List<Method> chosen = Method.OF_INTERPOLATION.stream().filter(Method::isChosen).toList();
    Cells.row(
        out,
        "update, rate",
        Stream.concat(
            Stream.of("accuracy old, new, %", "NFR of new, %"),
            chosen.stream().map(method -> method.title() + ": weight; points; NFR")));
    Cells.line(out, "|---|---|---|" + "---|".repeat(chosen.size()));
    for (List<SeedRun> group : SeedRun.groups(runs)) {
      SettingSummary old = SettingSummary.of(Method.OLD, group, rule);
      SettingSummary now = SettingSummary.of(Method.NEW, group, rule);
      Cells.row(
          out,
          group.get(0).setting().title() + ", " + group.get(0).recipe().key(),
          Stream.concat(
              Stream.of(
                  Cells.percent(old.accuracy(), 1) + ", " + Cells.percent(now.accuracy(), 1),
                  Cells.percent(now.negativeFlipRate(), 2)),
              chosen.stream().map(method -> glance(SettingSummary.of(method, group, rule)))));
    }
  }

  private static String glance(SettingSummary row) {
    String mark = row.reaches() ? " ✓" : "";
    double weight = Arrays.stream(row.oldWeights()).average().orElseThrow();
    String less =
        row.reduction().isPresent()
            ? Math.round(-100 * row.reduction().getAsDouble()) + "%"
            : "undefined";
    return "%s; %s; %s%s"
        .formatted(Cells.mean(weight), Cells.signed(row.accuracyChange()), less, mark);
  }

  private static void curves(StringBuilder out, List<SeedRun> group) {
    for (List<Method> methods : CURVES) {
      List<CurvePoint> inner =
          group.get(0).curve(methods.get(0)).stream()
              .filter(point -> point.oldWeight() > 0 && point.oldWeight() < 1)
              .toList();
      Cells.row(out, "old weight", inner.stream().map(point -> Cells.weight(point.oldWeight())));
      Cells.line(out, "|---|" + "---|".repeat(inner.size()));
      for (Method method : methods) {
        Cells.row(
            out,
            method.title(),
            inner.stream().map(point -> curveCell(SettingSummary.at(method, point, group))));
      }
      Cells.line(out, "");
    }
  }

  private static String curveCell(SettingSummary at) {
    return Cells.signed(at.accuracyChange())
        + "; "
        + (at.reduction().isPresent()
            ? Cells.percent(at.reduction().getAsDouble(), 0)
            : "undefined");
  }

  private static String ruleText(SelectionRule rule) {
    return rule.confidence() == 0
        ? "Weight chosen by the papers' rule, dev accuracy as observed not below the new model's"
        : "Weight chosen so that dev accuracy is, at %s confidence, at most %s points below the new model's"
            .formatted(
                Cells.percent(rule.confidence(), 0) + "%", Cells.percent(rule.tolerance(), 1));
  }

  private static void table(StringBuilder out, List<SeedRun> group, SelectionRule rule) {
    Cells.row(
        out,
        "",
        Stream.of(
            "old weight (range)",
            "test accuracy, %",
            "minus new, points",
            "each seed",
            "NFR, %",
            "NFR less than new's by, %",
            "each seed",
            "lost of new, %"));
    Cells.line(out, "|---|---|---|---|---|---|---|---|---|");
    for (Method method : Method.OF_INTERPOLATION) {
      SettingSummary summary = SettingSummary.of(method, group, rule);
      String mark = summary.reaches() && method.isChosen() ? " ✓" : "";
      Cells.row(out, method.title() + mark, cells(summary));
    }
  }

  private static Stream<String> cells(SettingSummary row) {
    Method method = row.method();
    boolean isModel = method == Method.NEW || method == Method.OLD;
    return Stream.of(
        method.isChosen() ? Cells.range(row.oldWeights()) : "",
        Cells.withInterval(row.accuracy(), row.accuracyInterval(), v -> Cells.percent(v, 2)),
        method == Method.NEW
            ? ""
            : Cells.withInterval(row.accuracyChange(), row.accuracyChangeInterval(), Cells::signed),
        method == Method.NEW ? "" : Cells.list(row.accuracyChanges(), Cells::signed),
        Cells.withInterval(
            row.negativeFlipRate(), row.negativeFlipRateInterval(), v -> Cells.percent(v, 2)),
        isModel ? "" : reduction(row),
        isModel ? "" : Cells.list(row.reductions(), v -> Cells.percent(v, 0)),
        Cells.percent(row.lostOfNew(), 2));
  }

  private static String reduction(SettingSummary row) {
    if (row.reduction().isEmpty()) {
      return "undefined: the new model has no negative flip";
    }
    String point = Cells.percent(row.reduction().getAsDouble(), 0);
    return row.reductionInterval()
        .map(interval -> Cells.interval(point, interval, v -> Cells.percent(v, 0)))
        .orElse(point);
  }
}
