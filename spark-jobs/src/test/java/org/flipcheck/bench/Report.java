package org.flipcheck.bench;

import java.util.List;
import java.util.Locale;
import org.flipcheck.bench.BenchOptions.Case;
import org.flipcheck.bench.Measures.Step;

/** The tables at the end, in Markdown. */
final class Report {

  private static final String NONE = "–";

  private final StringBuilder text = new StringBuilder();
  private final String machine;

  Report(String machine) {
    this.machine = machine;
  }

  /**
   * A row of a table.
   *
   * @param title who
   * @param measures of all rounds; empty where it failed
   */
  record Line(String title, Measures measures) {}

  void add(Case each, BenchData data, List<Line> lines) {
    boolean inside = each != Case.PROCESS && each != Case.SMALL;
    text.append("%n### %s: %s%n%n".formatted(each.name().toLowerCase(Locale.ROOT), data));
    text.append(
        inside
            ? "| | first, s | warm, s | M pairs/s | × DuckDB | CPU, s | peak, MiB | reading alone, s | store add, s |\n|---|---|---|---|---|---|---|---|---|\n"
            : "| | start to exit, s | M pairs/s | × DuckDB | CPU, s | peak, MiB |\n|---|---|---|---|---|---|\n");
    Step main = inside ? Step.WARM : Step.PROCESS;
    double duck =
        lines.stream()
            .filter(line -> line.title().equals(Contender.DUCKDB.title()))
            .filter(line -> line.measures().has(main))
            .mapToDouble(line -> line.measures().seconds(main))
            .findFirst()
            .orElse(Double.NaN);
    lines.forEach(line -> text.append(row(line, main, data.spec().pairs(), duck)).append('\n'));
  }

  private static String row(Line line, Step main, long pairs, double duck) {
    Measures measures = line.measures();
    if (!measures.has(main)) {
      return "| %s | failed |".formatted(line.title());
    }
    double seconds = measures.seconds(main);
    String common =
        "%s | %s | %s | %s | %s"
            .formatted(
                number(seconds),
                number(pairs / 1e6 / seconds),
                Double.isNaN(duck) ? NONE : number(duck / seconds),
                number(measures.cpuSeconds(main)),
                measures.peakMib() == 0 ? NONE : Long.toString(measures.peakMib()));
    if (main == Step.PROCESS) {
      return "| %s | %s |".formatted(line.title(), common);
    }
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            line.title(),
            seconds(measures, Step.COLD),
            common,
            seconds(measures, Step.READ),
            seconds(measures, Step.ADD));
  }

  private static String seconds(Measures measures, Step step) {
    return measures.has(step) ? number(measures.seconds(step)) : NONE;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  String markdown() {
    return "%s%n%s%n".formatted(text, machine);
  }
}
