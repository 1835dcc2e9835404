package org.flipcheck.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Run;

/**
 * What was compared, by what.
 *
 * @param toolVersion version of Flipcheck that counted
 * @param createdAt when
 * @param inputs what was compared
 * @param run which run it was
 * @param config lines of the configuration, as JSON
 */
record ProvenanceSection(
    String toolVersion, String createdAt, DataTable inputs, String run, List<String> config) {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int MOST_LINES = 5_000;
  private static final int LONGEST_LINE = 2_000;

  static ProvenanceSection of(ComparisonResult result) {
    Run run = result.run();
    return new ProvenanceSection(
        run.toolVersion(),
        MINUTE.format(run.createdAt()),
        inputs(result),
        "Run %s of %s, Flipcheck %s, rule %s%s."
            .formatted(
                run.id(),
                run.createdAt(),
                run.toolVersion(),
                run.rule().orElse("none"),
                result.gate().map(g -> ", policy " + g.policyFingerprint()).orElse("")),
        config(run));
  }

  private static List<String> config(Run run) {
    List<String> lines = Json.pretty(run.config()).lines().toList();
    List<String> shown = new ArrayList<>();
    lines.stream()
        .limit(MOST_LINES)
        .map(line -> Format.ellipsis(line, LONGEST_LINE))
        .forEach(shown::add);
    if (lines.size() > MOST_LINES) {
      shown.add(
          "... and %s more lines; result.json has them"
              .formatted(Format.count((long) lines.size() - MOST_LINES)));
    }
    return shown;
  }

  /** An input with the side that it stands for. */
  private record Side(String name, Input input) {}

  private static DataTable inputs(ComparisonResult result) {
    List<Side> sides = new ArrayList<>();
    sides.add(new Side("old", result.inputs().oldModel()));
    sides.add(new Side("new", result.inputs().newModel()));
    result.inputs().labels().ifPresent(labels -> sides.add(new Side("labels", labels)));
    return new DataTable(
        "inputs-table",
        "Inputs",
        List.of(
            DataColumn.text("Input", sides, Side::name),
            DataColumn.text("Name", sides, side -> side.input().name()),
            DataColumn.text("Where", sides, side -> side.input().uri()),
            DataColumn.text("Format", sides, side -> side.input().format()),
            DataColumn.count("Rows", sides, side -> side.input().rows()),
            DataColumn.text("Fingerprint", sides, side -> side.input().fingerprint())));
  }
}
