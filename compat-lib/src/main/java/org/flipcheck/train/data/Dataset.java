package org.flipcheck.train.data;

import java.util.List;
import java.util.Optional;
import org.flipcheck.train.LabelledExamples;

/**
 * Examples, each with a name and with the values that slice it. All lists have the order of the
 * examples, which is that of the file.
 *
 * @param examples at least one
 * @param ids the name of each example, every one once
 * @param sliceColumns names of the slice columns; none for the examples to learn from, which nobody
 *     slices
 * @param slices of each example, its value in each slice column; empty where it has none
 */
public record Dataset(
    LabelledExamples examples,
    List<String> ids,
    List<String> sliceColumns,
    List<List<Optional<String>>> slices) {

  /**
   * Checks that the sizes fit.
   *
   * @throws IllegalArgumentException if there are not as many ids or slices as examples, or an
   *     example has not as many slice values as there are columns
   */
  public Dataset {
    if (ids.size() != examples.size() || slices.size() != examples.size()) {
      throw new IllegalArgumentException(
          "%d examples have %d ids and %d lists of slice values; each needs one of both"
              .formatted(examples.size(), ids.size(), slices.size()));
    }
    ids = List.copyOf(ids);
    sliceColumns = List.copyOf(sliceColumns);
    slices = List.copyOf(slices);
    for (List<Optional<String>> values : slices) {
      if (values.size() != sliceColumns.size()) {
        throw new IllegalArgumentException(
            "an example has %d slice values for the columns %s"
                .formatted(values.size(), sliceColumns));
      }
    }
  }
}
