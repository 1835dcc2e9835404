package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flipcheck.spark.CompareSpec.Columns;

/** The user's columns stand in the result tables under their own names, beside the tables' own. */
final class ColumnNames {

  /** What the flip table calls its own columns; the user's columns stand beside them. */
  static final Set<String> FLIP_COLUMNS =
      Set.of(
          "outcome",
          "label",
          "old_prediction",
          "new_prediction",
          "old_score",
          "new_score",
          "old_margin",
          "new_margin",
          ResultTables.OLD_LABEL_PROBABILITY,
          ResultTables.NEW_LABEL_PROBABILITY,
          "weight");

  /** What the count tables call theirs. */
  private static final Set<String> COUNT_COLUMNS =
      Set.of(
          "n",
          "exact_sums",
          "n_by_replicate",
          "slice_set",
          "label_known_to_old",
          "id_half",
          "gains",
          "regressions",
          "gain_sum",
          "regression_sum",
          "weight_of_gains",
          "weight_of_regressions",
          "weighted_gain_sum",
          "weighted_regression_sum",
          "gain_square_sum",
          "regression_square_sum",
          "squared_weight",
          "squared_weight_of_gains",
          "squared_weight_of_regressions",
          "squared_weight_gain_sum",
          "squared_weight_regression_sum");

  private final Columns columns;
  private final List<String> slices;

  private ColumnNames(Columns columns, List<String> slices) {
    this.columns = columns;
    this.slices = slices;
  }

  /** Names that would stand twice in a table. */
  static List<String> problems(Columns columns, List<String> slices) {
    return new ColumnNames(columns, slices).check();
  }

  /** Names in tables are compared without case, as most readers of Parquet do. */
  private List<String> check() {
    List<String> problems = new ArrayList<>();
    List<String> own = new ArrayList<>(columns.ids());
    slices.stream().filter(slice -> !isLabelSlice(slice)).forEach(own::add);
    own.addAll(columns.keep());
    Set<String> seen = new HashSet<>();
    for (String column : own) {
      String plain = column.toLowerCase(Locale.ROOT);
      boolean counted = slices.contains(column) && COUNT_COLUMNS.contains(plain);
      if (FLIP_COLUMNS.contains(plain) || counted) {
        problems.add(
            "the column '%s' would collide with '%s' of the %s table; give it another name: --%s other_%s with --old-column other_%s=%s and --new-column other_%s=%s"
                .formatted(
                    column,
                    plain,
                    counted ? "count" : "flip",
                    roleOf(column),
                    column,
                    column,
                    column,
                    column,
                    column));
      } else if (!seen.add(plain)) {
        problems.add(
            "--%s %s: the column is asked for twice among ids, slices and keep; leave one out"
                .formatted(roleOf(column), column));
      }
    }
    return problems;
  }

  /** Slices by the label itself need no column of their own in the flip table. */
  private boolean isLabelSlice(String slice) {
    return slice.equals("label") && columns.label().filter("label"::equals).isPresent();
  }

  private String roleOf(String column) {
    if (columns.ids().contains(column)) {
      return "id";
    }
    return slices.contains(column) ? "slice" : "keep";
  }
}
