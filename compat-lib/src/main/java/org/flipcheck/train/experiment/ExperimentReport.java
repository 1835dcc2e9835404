package org.flipcheck.train.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flipcheck.select.SelectionRule;

/**
 * Writes what an experiment on interpolation came to: {@code interpolation.md} with the {@link
 * ResultTables}, {@code summary.csv} with what was chosen for each seed, and {@code curves.csv}
 * with every point that was evaluated, from which all else can be worked out.
 */
final class ExperimentReport {

  /** The rules that choose: with confidence, and the papers' own, by observed accuracies. */
  static final List<SelectionRule> RULES = List.of(SelectionRule.DEFAULT, new SelectionRule(0, 0));

  private final List<SeedRun> runs;

  ExperimentReport(List<SeedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("interpolation.md"), new ResultTables(runs).markdown());
    Column.write(
        folder.resolve("summary.csv"),
        ChosenPoint.COLUMNS,
        ChosenPoint.of(runs, RULES, Method.OF_INTERPOLATION));
    Column.write(folder.resolve("curves.csv"), RunPoint.COLUMNS, RunPoint.of(runs));
  }
}
