package org.flipcheck.train.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns of a table that are no features.
 *
 * @param id names the examples; empty to name them by their inputs
 * @param label the true class
 * @param slices split dev and test into groups
 */
record TableKeys(Optional<String> id, String label, List<String> slices) {

  /** All of them. */
  List<String> all() {
    return Stream.concat(Stream.concat(id.stream(), Stream.of(label)), slices.stream()).toList();
  }

  /** All of them, for messages. */
  String shown() {
    return String.join(", ", all());
  }

  /** The same without slices, which training data need not have. */
  TableKeys withoutSlices() {
    return new TableKeys(id, label, List.of());
  }
}
