package org.flipcheck.train.experiment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.stats.Interval;

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
      line(out, ruleText(rule) + ":");
      line(out, "");
      overview(out, rule);
      line(out, "");
    }
    for (List<SeedRun> group : groups()) {
      SeedRun first = group.get(0);
      line(out, "## %s, rate %s".formatted(first.setting().title(), first.recipe().key()));
      line(out, "");
      line(out, "%s. %d seed(s).".formatted(first.recipe().text(), group.size()));
      for (SelectionRule rule : ExperimentReport.RULES) {
        line(out, "");
        line(out, ruleText(rule) + ":");
        line(out, "");
        table(out, group, rule);
      }
      line(out, "");
      line(out, "The same weight in all seeds, without any choice; points of test accuracy minus");
      line(out, "the new model's, and by how many % its NFR is less:");
      line(out, "");
      curves(out, group);
      line(out, "");
    }
    return out.toString();
  }

  /** One line for each setting and recipe: mean weight, change of accuracy, change of NFR. */
  private void overview(StringBuilder out, SelectionRule rule) {
    List<Method> chosen = Arrays.stream(Method.values()).filter(Method::isChosen).toList();
    row(
        out,
        "update, rate",
        Stream.concat(
            Stream.of("accuracy old, new, %", "NFR of new, %"),
            chosen.stream().map(method -> method.title() + ": weight; points; NFR")));
    line(out, "|---|---|---|" + "---|".repeat(chosen.size()));
    for (List<SeedRun> group : groups()) {
      SettingSummary old = SettingSummary.of(Method.OLD, group, rule);
      SettingSummary now = SettingSummary.of(Method.NEW, group, rule);
      row(
          out,
          group.get(0).setting().title() + ", " + group.get(0).recipe().key(),
          Stream.concat(
              Stream.of(
                  percent(old.accuracy(), 1) + ", " + percent(now.accuracy(), 1),
                  percent(now.negativeFlipRate(), 2)),
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
    return "%s; %s; %s%s".formatted(mean(weight), signed(row.accuracyChange()), less, mark);
  }

  private static void curves(StringBuilder out, List<SeedRun> group) {
    for (List<Method> methods : CURVES) {
      double[] weights =
          group.get(0).curve(methods.get(0)).stream()
              .mapToDouble(CurvePoint::oldWeight)
              .filter(weight -> weight > 0 && weight < 1)
              .toArray();
      row(out, "old weight", Arrays.stream(weights).mapToObj(ResultTables::weight));
      line(out, "|---|" + "---|".repeat(weights.length));
      for (Method method : methods) {
        row(
            out,
            method.title(),
            Arrays.stream(weights)
                .mapToObj(weight -> curveCell(SettingSummary.at(method, weight, group))));
      }
      line(out, "");
    }
  }

  private static String curveCell(SettingSummary at) {
    return signed(at.accuracyChange())
        + "; "
        + (at.reduction().isPresent() ? percent(at.reduction().getAsDouble(), 0) : "undefined");
  }

  private static String ruleText(SelectionRule rule) {
    return rule.confidence() == 0
        ? "Weight chosen by the papers' rule, dev accuracy as observed not below the new model's"
        : "Weight chosen so that dev accuracy is, at %s confidence, at most %s points below the new model's"
            .formatted(percent(rule.confidence(), 0) + "%", percent(rule.tolerance(), 1));
  }

  private static void table(StringBuilder out, List<SeedRun> group, SelectionRule rule) {
    row(
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
    line(out, "|---|---|---|---|---|---|---|---|---|");
    for (Method method : Method.values()) {
      SettingSummary summary = SettingSummary.of(method, group, rule);
      String mark = summary.reaches() && method.isChosen() ? " ✓" : "";
      row(out, method.title() + mark, cells(summary));
    }
  }

  private static Stream<String> cells(SettingSummary row) {
    Method method = row.method();
    boolean isModel = method == Method.NEW || method == Method.OLD;
    return Stream.of(
        method.isChosen() ? range(row.oldWeights()) : "",
        withInterval(row.accuracy(), row.accuracyInterval(), v -> percent(v, 2)),
        method == Method.NEW
            ? ""
            : withInterval(
                row.accuracyChange(), row.accuracyChangeInterval(), ResultTables::signed),
        method == Method.NEW ? "" : list(row.accuracyChanges(), ResultTables::signed),
        withInterval(row.negativeFlipRate(), row.negativeFlipRateInterval(), v -> percent(v, 2)),
        isModel ? "" : reduction(row),
        isModel ? "" : list(row.reductions(), v -> percent(v, 0)),
        percent(row.lostOfNew(), 2));
  }

  private static String reduction(SettingSummary row) {
    if (row.reduction().isEmpty()) {
      return "undefined: the new model has no negative flip";
    }
    String point = percent(row.reduction().getAsDouble(), 0);
    return row.reductionInterval()
        .map(interval -> interval(point, interval, v -> percent(v, 0)))
        .orElse(point);
  }

  private static String withInterval(double value, Interval interval, DoubleFunction<String> text) {
    return interval(text.apply(value), interval, text);
  }

  private static String interval(String point, Interval interval, DoubleFunction<String> text) {
    return "%s (%s to %s)"
        .formatted(point, text.apply(interval.low()), text.apply(interval.high()));
  }

  private static String range(double[] values) {
    return "%s (%s to %s)"
        .formatted(
            mean(Arrays.stream(values).average().orElseThrow()),
            weight(Arrays.stream(values).min().orElseThrow()),
            weight(Arrays.stream(values).max().orElseThrow()));
  }

  /** FisherBCWI's weights span decades: two decimals would show the smallest as none. */
  private static String mean(double weight) {
    return String.format(Locale.ROOT, weight > 0 && weight < 0.01 ? "%.4f" : "%.2f", weight);
  }

  private static String weight(double weight) {
    BigDecimal digits = BigDecimal.valueOf(weight).stripTrailingZeros();
    return digits.setScale(Math.max(1, digits.scale())).toPlainString();
  }

  private static String list(double[] values, DoubleFunction<String> text) {
    return Arrays.stream(values).mapToObj(text).collect(Collectors.joining(", "));
  }

  private static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", 100 * share);
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.2f", 100 * share);
  }

  private static void row(StringBuilder out, String title, Stream<String> cells) {
    line(out, "| " + title + " | " + cells.collect(Collectors.joining(" | ")) + " |");
  }

  private static void line(StringBuilder out, String text) {
    out.append(text).append('\n');
  }

  private List<List<SeedRun>> groups() {
    Map<String, List<SeedRun>> groups = new LinkedHashMap<>();
    for (SeedRun run : runs) {
      groups
          .computeIfAbsent(
              run.setting().key() + ' ' + run.recipe().key(), unused -> new ArrayList<>())
          .add(run);
    }
    return List.copyOf(groups.values());
  }
}
