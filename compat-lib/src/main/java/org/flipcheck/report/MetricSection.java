package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.report.ComparisonResult.Overall;
import org.flipcheck.stats.Estimate;

/** All metrics, of all examples and of those whose label the old model knew. */
final class MetricSection {

  private MetricSection() {}

  static PageSection of(ComparisonResult result) {
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
    return new PageSection("metrics", "All metrics", "All metrics", notes, tables);
  }

  private static DataTable table(String id, String caption, Overall overall) {
    List<Map.Entry<FlipMetric, Estimate>> metrics = List.copyOf(overall.metrics().entrySet());
    return new DataTable(
        id,
        caption,
        List.of(
            DataColumn.text("Metric", metrics, m -> m.getKey().key()),
            DataColumn.number(
                "Value",
                metrics,
                m -> Format.value(m.getKey(), m.getValue()),
                m -> DataColumn.key(m.getValue().value())),
            DataColumn.number(
                "95% interval",
                metrics,
                m -> Format.interval(m.getKey(), m.getValue()),
                m -> DataColumn.key(m.getValue().low())),
            DataColumn.text("What it is", metrics, MetricSection::meaning)));
  }

  private static String meaning(Map.Entry<FlipMetric, Estimate> metric) {
    String what = metric.getKey().description();
    return metric.getValue().value().isPresent()
        ? what
        : "%s; undefined: %s".formatted(what, metric.getValue().undefinedBecause());
  }
}
