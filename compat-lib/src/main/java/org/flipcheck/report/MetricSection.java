package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.stats.Estimate;

/**
 * All metrics, of all examples and of those whose label the old model knew.
 *
 * @param notes what is to be said of them
 * @param tables one or two
 */
record MetricSection(List<String> notes, List<DataTable> tables) {

  static MetricSection of(ComparisonResult result) {
    List<String> notes = new ArrayList<>();
    List<DataTable> tables = new ArrayList<>();
    tables.add(table("metrics-table", "Of all judged pairs", result.overall()));
    Optional<Overall> known = result.overallKnownClasses();
    if (known.isPresent() && known.get().pairs().equals(result.overall().pairs())) {
      notes.add("The old model knew the class of every example.");
    } else if (known.isPresent()) {
      tables.add(
          table(
              "known-metrics-table",
              "Of the %s whose class the old model knew"
                  .formatted(Format.count(known.get().pairs().n(), "example")),
              known.get()));
    }
    return new MetricSection(notes, tables);
  }

  private static DataTable table(String id, String caption, Overall overall) {
    List<Map.Entry<FlipMetric, Estimate>> metrics = List.copyOf(overall.metrics().entrySet());
    return new DataTable(
        id,
        caption,
        List.of(
            DataColumn.text("Metric", metrics.stream().map(m -> m.getKey().key()).toList()),
            DataColumn.text("Value", metrics.stream().map(MetricSection::value).toList()),
            DataColumn.text(
                "95% interval",
                metrics.stream().map(m -> Format.interval(m.getKey(), m.getValue())).toList()),
            DataColumn.text(
                "What it is", metrics.stream().map(m -> m.getKey().description()).toList())));
  }

  private static String value(Map.Entry<FlipMetric, Estimate> metric) {
    Estimate estimate = metric.getValue();
    String because = estimate.value().isPresent() ? "" : ": " + estimate.undefinedBecause();
    return Format.value(metric.getKey(), estimate) + because;
  }
}
