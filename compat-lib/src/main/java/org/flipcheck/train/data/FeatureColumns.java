package org.flipcheck.train.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a table are features, and how they are to be taken.
 *
 * @param names in the order of the inputs; empty for all that are no {@link TableKeys}
 * @param categorical columns that are text whatever they look like
 * @param missing what becomes of a row whose number is missing
 * @param keys what is no feature, unless it is named
 */
record FeatureColumns(
    Optional<List<String>> names, Set<String> categorical, MissingNumbers missing, TableKeys keys) {

  /** The features of a table with these columns. */
  List<String> of(List<TableField> header) {
    return names.orElseGet(
        () ->
            header.stream()
                .map(TableField::name)
                .filter(name -> !keys.all().contains(name))
                .toList());
  }
}
