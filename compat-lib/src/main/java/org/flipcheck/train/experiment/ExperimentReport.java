package org.flipcheck.train.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;

/**
 * Writes what an experiment came to: {@code interpolation.md} with the {@link ResultTables}, {@code
 * summary.csv} with what was chosen for each seed, and {@code curves.csv} with every point that was
 * evaluated, from which all else can be worked out.
 */
final class ExperimentReport {

  /** The rules that choose: with confidence, and the papers' own, by observed accuracies. */
  static final List<SelectionRule> RULES = List.of(SelectionRule.DEFAULT, new SelectionRule(0, 0));

  private static final List<String> SUMMARY_COLUMNS =
      List.of(
          "setting",
          "recipe",
          "rule_tolerance",
          "rule_confidence",
          "method",
          "seed",
          "old_weight",
          "test_examples",
          "test_right",
          "known_test_examples",
          "negative_flips",
          "new_negative_flips",
          "gained_of_new",
          "lost_of_new");
  private static final List<String> CURVE_COLUMNS =
      List.of(
          "setting",
          "recipe",
          "seed",
          "method",
          "old_weight",
          "dev_examples",
          "dev_right",
          "dev_known",
          "dev_negative_flips",
          "dev_gained_of_new",
          "dev_lost_of_new",
          "test_examples",
          "test_right",
          "test_known",
          "test_negative_flips",
          "test_gained_of_new",
          "test_lost_of_new");

  private final List<SeedRun> runs;

  ExperimentReport(List<SeedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("interpolation.md"), new ResultTables(runs).markdown());
    try (CsvWriter csv = CsvWriter.builder().build(folder.resolve("summary.csv"))) {
      csv.writeRecord(SUMMARY_COLUMNS);
      summaryRows().forEach(csv::writeRecord);
    }
    try (CsvWriter csv = CsvWriter.builder().build(folder.resolve("curves.csv"))) {
      csv.writeRecord(CURVE_COLUMNS);
      runs.forEach(run -> run.points().forEach(point -> csv.writeRecord(curveRow(run, point))));
    }
  }

  private List<List<String>> summaryRows() {
    List<List<String>> rows = new ArrayList<>();
    for (SeedRun run : runs) {
      for (SelectionRule rule : RULES) {
        for (Method method : Method.values()) {
          rows.add(summaryRow(run, rule, method));
        }
      }
    }
    return rows;
  }

  private static List<String> summaryRow(SeedRun run, SelectionRule rule, Method method) {
    CurvePoint point = run.chosen(method, rule);
    WeightPoint test = point.test();
    return texts(
        run.setting().key(),
        run.recipe().key(),
        rule.tolerance(),
        rule.confidence(),
        method.key(),
        run.seed(),
        point.oldWeight(),
        test.n(),
        test.right(),
        run.knownTest(),
        test.againstOld().negativeFlips(),
        run.only(Method.NEW).test().againstOld().negativeFlips(),
        test.againstNew().positiveFlips(),
        test.againstNew().negativeFlips());
  }

  private static List<String> curveRow(SeedRun run, CurvePoint point) {
    return texts(
        run.setting().key(),
        run.recipe().key(),
        run.seed(),
        point.method().key(),
        point.oldWeight(),
        point.dev().n(),
        point.dev().right(),
        run.knownDev(),
        point.dev().againstOld().negativeFlips(),
        point.dev().againstNew().positiveFlips(),
        point.dev().againstNew().negativeFlips(),
        point.test().n(),
        point.test().right(),
        run.knownTest(),
        point.test().againstOld().negativeFlips(),
        point.test().againstNew().positiveFlips(),
        point.test().againstNew().negativeFlips());
  }

  private static List<String> texts(Object... values) {
    return Arrays.stream(values).map(String::valueOf).toList();
  }
}
