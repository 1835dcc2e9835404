package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the input rows went. */
final class LedgerSection {

  private LedgerSection() {}

  static TableSection of(ComparisonResult result) {
    List<LedgerText.Row> rows = LedgerText.sides(result.ledger());
    DataTable table =
        new DataTable(
            "ledger-table",
            "Rows of each side",
            List.of(
                DataColumn.text("Rows", rows.stream().map(LedgerText.Row::name).toList()),
                DataColumn.count("Old", rows.stream().map(LedgerText.Row::old).toList()),
                DataColumn.count("New", rows.stream().map(LedgerText.Row::fresh).toList())));
    List<String> notes =
        Stream.of(LedgerText.pairs(result.ledger()), LedgerText.conflicts(result.ledger()))
            .filter(note -> !note.isEmpty())
            .toList();
    return new TableSection(notes, Optional.of(table));
  }
}
