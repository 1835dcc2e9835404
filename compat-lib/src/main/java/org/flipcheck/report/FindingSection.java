package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.Finding;
import org.flipcheck.metrics.SliceKey;

/** Every rule on every slice it judges. */
final class FindingSection {

  private static final int MOST_ROWS = 10_000;

  private FindingSection() {}

  static Optional<PageSection> of(ComparisonResult result) {
    List<Finding> all = Headline.gravestFirst(result);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Finding> shown = all.subList(0, Math.min(MOST_ROWS, all.size()));
    String cut =
        shown.size() == all.size()
            ? ""
            : " The first %s are listed; result.json has the others."
                .formatted(Format.count(shown.size()));
    List<String> notes =
        List.of(
            "%s: %s.%s".formatted(Format.count(all.size(), "finding"), Headline.totals(all), cut));
    DataTable table =
        new DataTable(
            "findings-table",
            "Findings, the gravest first",
            List.of(
                DataColumn.facet("Verdict", shown, Headline::label),
                DataColumn.facet("Rule", shown, Finding::rule),
                DataColumn.text("Slice", shown, FindingSection::slice),
                DataColumn.count("Examples", shown, Finding::n),
                DataColumn.text("What the numbers say", shown, Finding::message)));
    return Optional.of(new PageSection("findings", "Findings", "Findings", notes, List.of(table)));
  }

  private static String slice(Finding finding) {
    return finding.slice().map(SliceKey::toString).orElse("all examples");
  }
}
