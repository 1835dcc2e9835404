package org.flipcheck.spark;

import java.util.List;
import org.flipcheck.metrics.PairSummary.Content;

/**
 * What the counts of a comparison consist of, whether they were counted now or are added up from
 * finished runs.
 *
 * @param slices the slice columns
 * @param sets the sets of slice columns that were asked for
 * @param maxCells most rows of {@code counts/cells/} before only those sets are kept
 * @param content what the pairs carry, as far as the columns tell
 * @param knownClasses whether the classes of the old model were given
 * @param halves whether the halves of the ids are counted apart, to search for slices
 */
record CountShape(
    List<String> slices,
    List<List<String>> sets,
    int maxCells,
    Content content,
    boolean knownClasses,
    boolean halves) {

  /** The shape of a comparison's counts. */
  static CountShape of(CompareSpec spec, PassRow form) {
    List<String> slices = List.copyOf(form.form().slices());
    return new CountShape(
        slices,
        spec.slicing().sets(slices),
        spec.slicing().maxCells(),
        spec.content(),
        spec.oldSource().classes().isPresent(),
        spec.slicing().find());
  }

  /** The form of rows that carry these counts, and no example. */
  PassRow form() {
    return new PassRow(new NormalRow(List.of(), slices, List.of()));
  }
}
