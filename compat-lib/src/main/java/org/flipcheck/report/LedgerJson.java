package org.flipcheck.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.JoinLedger.Side;

/** {@link JoinLedger} to JSON and back; a ledger that does not add up is refused. */
final class LedgerJson {

  private LedgerJson() {}

  /** Every bucket by its key, in the order of the file. */
  static Map<String, Long> write(JoinLedger ledger) {
    Side old = ledger.oldSide();
    Side fresh = ledger.newSide();
    Map<String, Long> object = new LinkedHashMap<>();
    object.put("old_rows", old.rows());
    object.put("new_rows", fresh.rows());
    object.put("matched", ledger.matched());
    object.put("judged", ledger.judged());
    object.put("ungraded", ledger.ungraded());
    object.put("only_old", old.onlyHere());
    object.put("only_new", fresh.onlyHere());
    putBoth(object, "partner_excluded", old.partnerExcluded(), fresh.partnerExcluded());
    putBoth(object, "duplicate_identical", old.duplicateIdentical(), fresh.duplicateIdentical());
    putBoth(
        object, "duplicate_conflicting", old.duplicateConflicting(), fresh.duplicateConflicting());
    putBoth(object, "null_id", old.nullId(), fresh.nullId());
    putBoth(object, "unusable", old.unusable(), fresh.unusable());
    putBoth(object, "missing_prediction", old.missingPrediction(), fresh.missingPrediction());
    object.put("label_conflicts", ledger.labelConflicts());
    object.put("label_conflicts_excluded", ledger.labelConflictsExcluded());
    object.put("slice_conflicts", ledger.sliceConflicts());
    object.put("weight_conflicts", ledger.weightConflicts());
    return object;
  }

  private static void putBoth(Map<String, Long> object, String bucket, long old, long fresh) {
    object.put(bucket + "_old", old);
    object.put(bucket + "_new", fresh);
  }

  static JoinLedger read(Fields from) throws ResultException {
    JoinLedger ledger =
        new JoinLedger(
            readSide(from, "old"),
            readSide(from, "new"),
            from.count("matched"),
            from.count("judged"),
            from.count("ungraded"),
            from.count("label_conflicts"),
            from.count("label_conflicts_excluded"),
            from.count("slice_conflicts"),
            from.count("weight_conflicts"));
    try {
      return ledger.check();
    } catch (IllegalStateException e) {
      throw from.refuse("matched", "cannot be trusted: " + e.getMessage());
    }
  }

  private static Side readSide(Fields from, String side) throws ResultException {
    return new Side(
        from.count(side + "_rows"),
        from.count("null_id_" + side),
        from.count("duplicate_identical_" + side),
        from.count("duplicate_conflicting_" + side),
        from.count("unusable_" + side),
        from.count("missing_prediction_" + side),
        from.count("only_" + side),
        from.count("partner_excluded_" + side));
  }
}
