package org.flipcheck.train.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes what an experiment on distillation came to: {@code distillation.md} with the {@link
 * DistillationTables}, a drawing of each setting, {@code summary.csv} with means over seeds, {@code
 * seeds.csv} with what was chosen for each seed, and {@code curves.csv} with every model of every
 * seed, from which all else can be worked out.
 */
final class DistillationReport {

  private static final List<Column<RunPoint>> CURVE_COLUMNS =
      Stream.concat(
              RunPoint.COLUMNS.stream(),
              Stream.<Column<RunPoint>>of(
                  new Column<>("margin", row -> margin(row.point())),
                  new Column<>("test_known_right", row -> row.point().known().right()),
                  new Column<>("test_flips_of_new_too", row -> row.point().known().sharedFlips())))
          .toList();

  private static final List<Column<ChosenPoint>> SEED_COLUMNS =
      Stream.concat(
              ChosenPoint.COLUMNS.stream(),
              Stream.<Column<ChosenPoint>>of(
                  new Column<>("chosen", row -> row.at().point().method().key()),
                  new Column<>("margin", row -> margin(row.at().point())),
                  new Column<>("known_right", row -> row.at().point().known().right()),
                  new Column<>("flips_of_new_too", row -> row.at().point().known().sharedFlips())))
          .toList();

  private final List<SeedRun> runs;

  DistillationReport(List<SeedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("distillation.md"), new DistillationTables(runs).markdown());
    Column.write(
        folder.resolve("summary.csv"),
        MeanRow.COLUMNS,
        MeanRow.of(runs, ExperimentReport.RULES, Method.OF_DISTILLATION));
    Column.write(
        folder.resolve("seeds.csv"),
        SEED_COLUMNS,
        ChosenPoint.of(runs, ExperimentReport.RULES, Method.OF_DISTILLATION));
    Column.write(folder.resolve("curves.csv"), CURVE_COLUMNS, RunPoint.of(runs));
    for (List<SeedRun> group : SeedRun.groups(runs)) {
      Optional<String> svg = DistillationChart.svg(group);
      if (svg.isPresent()) {
        Files.writeString(folder.resolve(group.get(0).setting().key() + ".svg"), svg.get());
      }
    }
  }

  private static Object margin(CurvePoint point) {
    return point.margin().isPresent() ? point.margin().getAsDouble() : "";
  }
}
