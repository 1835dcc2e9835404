package org.flipcheck.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The views that a query may name. */
enum QueryView {
  FLIPS,
  CELLS,
  CONFUSION,
  WHY,
  RUNS,
  METRICS,
  SLICES,
  FINDINGS;

  /** What queries call it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> names() {
    return Arrays.stream(values()).map(QueryView::key).toList();
  }

  /** Whether its rows are in files of Parquet or Arrow, not in {@code result.json}. */
  boolean isTable() {
    return switch (this) {
      case FLIPS, CELLS, CONFUSION, WHY -> true;
      case RUNS, METRICS, SLICES, FINDINGS -> false;
    };
  }

  /** Where in a run a table lies. */
  String folder() {
    return this == FLIPS ? "flips" : "counts/" + key();
  }
}
