package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Finding;
import org.flipcheck.metrics.SliceKey;

/** Every rule on every slice it judges. */
final class FindingSection {

  private static final int MOST_ROWS = 10_000;

  private FindingSection() {}

  static Optional<TableSection> of(ComparisonResult result) {
    List<Finding> all = Headline.gravestFirst(result);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Finding> shown = all.subList(0, Math.min(MOST_ROWS, all.size()));
    List<String> notes = new ArrayList<>();
    notes.add("%s: %s.".formatted(Format.count(all.size(), "finding"), Headline.totals(all)));
    if (shown.size() < all.size()) {
      notes.add(
          "The first %s are listed; result.json has the others."
              .formatted(Format.count(shown.size())));
    }
    DataTable table =
        new DataTable(
            "findings-table",
            "Findings, the gravest first",
            List.of(
                DataColumn.facet("Verdict", shown.stream().map(Headline::label).toList()),
                DataColumn.facet("Rule", shown.stream().map(Finding::rule).toList()),
                DataColumn.text("Slice", shown.stream().map(FindingSection::slice).toList()),
                DataColumn.count("Examples", shown.stream().map(Finding::n).toList()),
                DataColumn.text(
                    "What the numbers say", shown.stream().map(Finding::message).toList())));
    return Optional.of(new TableSection(notes, Optional.of(table)));
  }

  private static String slice(Finding finding) {
    return finding.slice().map(SliceKey::toString).orElse("all examples");
  }
}
