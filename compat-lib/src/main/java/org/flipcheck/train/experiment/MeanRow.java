package org.flipcheck.train.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.stats.Interval;

/**
 * What a method came to over all seeds by one rule, as a row of a file. Shares, not percent.
 *
 * @param rule what chose
 * @param summary what came of it
 */
record MeanRow(SelectionRule rule, SettingSummary summary) {

  static final List<Column<MeanRow>> COLUMNS = columns();

  private static List<Column<MeanRow>> columns() {
    List<Column<MeanRow>> columns = new ArrayList<>();
    add(columns, "setting", row -> row.runs().get(0).setting().key());
    add(columns, "recipe", row -> row.runs().get(0).recipe().key());
    columns.add(new Column<>("rule_tolerance", row -> row.rule.tolerance()));
    columns.add(new Column<>("rule_confidence", row -> row.rule.confidence()));
    add(columns, "method", row -> row.method().key());
    add(columns, "seeds", row -> row.runs().size());
    add(columns, "accuracy", SettingSummary::accuracy);
    add(columns, "accuracy_change", SettingSummary::accuracyChange);
    addInterval(columns, "accuracy_change", row -> Optional.of(row.accuracyChangeInterval()));
    addInterval(columns, "accuracy_change_seeds", SettingSummary::accuracyChangeOverSeeds);
    add(columns, "known_accuracy", SettingSummary::knownAccuracy);
    add(
        columns,
        "added_accuracy",
        row -> row.addedAccuracy().isPresent() ? row.addedAccuracy().getAsDouble() : "");
    add(columns, "known_nfr", SettingSummary::negativeFlipRate);
    add(columns, "known_nfr_change", SettingSummary::negativeFlipRateChange);
    addInterval(
        columns, "known_nfr_change", row -> Optional.of(row.negativeFlipRateChangeInterval()));
    add(
        columns,
        "reduction",
        row -> row.reduction().isPresent() ? row.reduction().getAsDouble() : "");
    addInterval(columns, "reduction_seeds", SettingSummary::reductionInterval);
    add(columns, "nfr", SettingSummary::negativeFlipRateOfAll);
    add(columns, "lost_of_new", SettingSummary::lostOfNew);
    return List.copyOf(columns);
  }

  private static void add(
      List<Column<MeanRow>> columns, String name, Function<SettingSummary, Object> value) {
    columns.add(new Column<>(name, row -> value.apply(row.summary)));
  }

  private static void addInterval(
      List<Column<MeanRow>> columns,
      String name,
      Function<SettingSummary, Optional<Interval>> value) {
    add(columns, name + "_low", row -> end(value.apply(row).map(Interval::low)));
    add(columns, name + "_high", row -> end(value.apply(row).map(Interval::high)));
  }

  /** An empty text where there is no interval. */
  private static Object end(Optional<Double> end) {
    return end.isPresent() ? end.get() : "";
  }

  /** Every setting, rule and method. */
  static List<MeanRow> of(List<SeedRun> runs, List<SelectionRule> rules, List<Method> methods) {
    List<MeanRow> rows = new ArrayList<>();
    for (List<SeedRun> group : SeedRun.groups(runs)) {
      for (SelectionRule rule : rules) {
        for (Method method : methods) {
          rows.add(new MeanRow(rule, SettingSummary.of(method, group, rule)));
        }
      }
    }
    return rows;
  }
}
