package org.flipcheck.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.ComparisonResult.Run;

/**
 * What was compared, by what.
 *
 * @param toolVersion version of Flipcheck that counted
 * @param createdAt when
 * @param table the inputs
 * @param run which run it was
 * @param config lines of the configuration, as JSON
 */
record ProvenanceSection(
    String toolVersion,
    String createdAt,
    Optional<DataTable> table,
    String run,
    List<String> config) {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int MOST_LINES = 5_000;
  private static final int LONGEST_LINE = 2_000;

  static ProvenanceSection of(ComparisonResult result) {
    Run run = result.run();
    return new ProvenanceSection(
        run.toolVersion(),
        MINUTE.format(run.createdAt()),
        Optional.of(inputs(result)),
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

  private static DataTable inputs(ComparisonResult result) {
    List<String> sides = new ArrayList<>(List.of("old", "new"));
    List<Input> inputs =
        new ArrayList<>(List.of(result.inputs().oldModel(), result.inputs().newModel()));
    result
        .inputs()
        .labels()
        .ifPresent(
            labels -> {
              sides.add("labels");
              inputs.add(labels);
            });
    return new DataTable(
        "inputs-table",
        "Inputs",
        List.of(
            DataColumn.text("Input", sides),
            DataColumn.text("Name", inputs.stream().map(Input::name).toList()),
            DataColumn.text("Where", inputs.stream().map(Input::uri).toList()),
            DataColumn.text("Format", inputs.stream().map(Input::format).toList()),
            DataColumn.count("Rows", inputs.stream().map(Input::rows).toList()),
            DataColumn.text("Fingerprint", inputs.stream().map(Input::fingerprint).toList())));
  }
}
