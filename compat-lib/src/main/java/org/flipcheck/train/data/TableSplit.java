package org.flipcheck.train.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.train.LabelledExamples;

/**
 * All of a table but its features, in the order of the rows.
 *
 * @param file the table
 * @param ids each once
 * @param labels names of classes
 * @param sliceColumns names of the slice columns
 * @param slices values for each row
 */
record TableSplit(
    Path file,
    List<String> ids,
    List<String> labels,
    List<String> sliceColumns,
    List<List<Optional<String>>> slices) {

  Dataset with(LabelledExamples examples) {
    return new Dataset(examples, ids, sliceColumns, slices);
  }
}
