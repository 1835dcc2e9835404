package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.GateReport;
import org.flipcheck.gate.WaiverUse;

/** The waivers of the policy, and what they forgave. */
final class ExceptionSection {

  private ExceptionSection() {}

  static Optional<PageSection> of(ComparisonResult result) {
    return result.gate().map(ComparisonResult.GateSection::report).flatMap(ExceptionSection::of);
  }

  private static Optional<PageSection> of(GateReport report) {
    List<WaiverUse> waivers = report.waivers();
    if (waivers.isEmpty()) {
      return Optional.empty();
    }
    long used = waivers.stream().filter(w -> w.state() == WaiverUse.State.USED).count();
    String note =
        "Of %s, %s needed.%s"
            .formatted(
                Format.count(waivers.size(), "waiver"),
                used == 1 ? "1 was" : Format.count(used) + " were",
                report
                    .judgedOn()
                    .map(day -> " They were judged as of %s (UTC).".formatted(day))
                    .orElse(""));
    DataTable table =
        new DataTable(
            "waivers-table",
            "Waivers of the policy",
            List.of(
                DataColumn.facet("State", waivers, w -> w.state().key()),
                DataColumn.text("What it forgives", waivers, w -> w.waiver().subjectText()),
                DataColumn.count("Forgiven", waivers, WaiverUse::forgiven),
                DataColumn.text("Why", waivers, w -> w.waiver().reason()),
                DataColumn.text("Approved by", waivers, w -> w.waiver().approver()),
                DataColumn.text("Last day", waivers, w -> w.waiver().expires().toString())));
    return Optional.of(
        new PageSection("exceptions", "Exceptions", "Exceptions", List.of(note), List.of(table)));
  }
}
