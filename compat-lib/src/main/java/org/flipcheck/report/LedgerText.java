package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.JoinLedger.Side;

/** The join ledger in words. */
final class LedgerText {

  /** One bucket on both sides. */
  record Row(String name, long old, long fresh) {}

  private LedgerText() {}

  /** Rows read, the buckets that are not empty, and what is left: the matched pairs. */
  static List<Row> sides(JoinLedger ledger) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("read", ledger.oldSide().rows(), ledger.newSide().rows()));
    rows.addAll(leftOut(ledger));
    rows.add(new Row("= matched", ledger.matched(), ledger.matched()));
    return rows;
  }

  /** The buckets of rows that found no way into a pair, where not empty. */
  static List<Row> leftOut(JoinLedger ledger) {
    List<Row> rows = new ArrayList<>();
    bucket(rows, ledger, "id is null", Side::nullId);
    bucket(rows, ledger, "surplus identical duplicates", Side::duplicateIdentical);
    bucket(rows, ledger, "conflicting duplicates", Side::duplicateConflicting);
    bucket(rows, ledger, "unusable number", Side::unusable);
    bucket(rows, ledger, "missing prediction", Side::missingPrediction);
    bucket(rows, ledger, "only on this side", Side::onlyHere);
    bucket(rows, ledger, "partner left out", Side::partnerExcluded);
    return rows;
  }

  private static void bucket(
      List<Row> rows, JoinLedger ledger, String name, ToLongFunction<Side> count) {
    long old = count.applyAsLong(ledger.oldSide());
    long fresh = count.applyAsLong(ledger.newSide());
    if (old != 0 || fresh != 0) {
      rows.add(new Row("- " + name, old, fresh));
    }
  }

  /** What became of the matched pairs. */
  static String pairs(JoinLedger ledger) {
    List<String> parts = new ArrayList<>();
    add(parts, ledger.ungraded(), "could not be judged for want of a label, grade or score");
    add(parts, ledger.labelConflictsExcluded(), "left out because their two labels differ");
    return "Of %s, %s judged%s."
        .formatted(
            Format.count(ledger.matched(), "matched pair"),
            ledger.judged() == 1 ? "1 was" : Format.count(ledger.judged()) + " were",
            parts.isEmpty() ? "" : "; " + String.join(", ", parts));
  }

  /** Which values of matched pairs disagree; empty text where none do. */
  static String conflicts(JoinLedger ledger) {
    List<String> notes = new ArrayList<>();
    add(notes, ledger.labelConflicts(), "with two labels that differ");
    add(notes, ledger.sliceConflicts(), "slice values that differ (the new side's counts)");
    add(notes, ledger.weightConflicts(), "weights that differ (the new side's counts)");
    return notes.isEmpty() ? "" : "Noted: " + String.join(", ", notes) + ".";
  }

  private static void add(List<String> parts, long count, String what) {
    if (count != 0) {
      parts.add(Format.count(count) + " " + what);
    }
  }
}
