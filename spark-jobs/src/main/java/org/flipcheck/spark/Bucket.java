package org.flipcheck.spark;

import java.util.Locale;

/** What a task counts beside the pairs: the buckets of the join ledger and a few facts. */
enum Bucket {
  ROWS,
  NULL_ID,
  DUPLICATE_IDENTICAL,
  DUPLICATE_CONFLICTING,
  UNUSABLE,
  MISSING_PREDICTION,
  ONLY,
  PARTNER_EXCLUDED,
  /** Rows, among {@link #ONLY}, whose id the labels table does not have. */
  OUTSIDE_LABELS,
  MATCHED,
  JUDGED,
  UNGRADED,
  LABEL_CONFLICTS,
  LABEL_CONFLICTS_EXCLUDED,
  SLICE_CONFLICTS,
  WEIGHT_CONFLICTS,
  /** Matched pairs in which this side gives an answer. */
  WITH_ANSWER;

  /** The bucket's name for one side, such as {@code only_old}. */
  String of(TableSide side) {
    return key() + "_" + side.key();
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
