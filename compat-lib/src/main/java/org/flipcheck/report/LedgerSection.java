package org.flipcheck.report;

import java.util.List;
import java.util.stream.Stream;

/** Where the input rows went. */
final class LedgerSection {

  private LedgerSection() {}

  static PageSection of(ComparisonResult result) {
    List<LedgerText.Row> rows = LedgerText.sides(result.ledger());
    DataTable table =
        new DataTable(
            "ledger-table",
            "Rows of each side",
            List.of(
                DataColumn.text("Rows", rows, LedgerText.Row::name),
                DataColumn.count("Old", rows, LedgerText.Row::old),
                DataColumn.count("New", rows, LedgerText.Row::fresh)));
    List<String> notes =
        Stream.of(LedgerText.pairs(result.ledger()), LedgerText.conflicts(result.ledger()))
            .filter(note -> !note.isEmpty())
            .toList();
    return new PageSection("ledger", "Ledger", "Where the rows went", notes, List.of(table));
  }
}
