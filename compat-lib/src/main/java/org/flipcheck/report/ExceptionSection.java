package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import org.flipcheck.gate.GateReport;
import org.flipcheck.gate.WaiverUse;

/** The waivers of the policy, and what they forgave. */
final class ExceptionSection {

  private ExceptionSection() {}

  static Optional<TableSection> of(ComparisonResult result) {
    return result.gate().map(ComparisonResult.GateSection::report).flatMap(ExceptionSection::of);
  }

  private static Optional<TableSection> of(GateReport report) {
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
                DataColumn.facet("State", waivers.stream().map(w -> w.state().key()).toList()),
                DataColumn.text(
                    "What it forgives",
                    waivers.stream().map(w -> w.waiver().subjectText()).toList()),
                DataColumn.count("Forgiven", waivers.stream().map(WaiverUse::forgiven).toList()),
                DataColumn.text("Why", waivers.stream().map(w -> w.waiver().reason()).toList()),
                DataColumn.text(
                    "Approved by", waivers.stream().map(w -> w.waiver().approver()).toList()),
                DataColumn.text(
                    "Last day",
                    waivers.stream().map(w -> w.waiver().expires().toString()).toList())));
    return Optional.of(new TableSection(List.of(note), Optional.of(table)));
  }
}
