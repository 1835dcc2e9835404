package org.flipcheck.spark;

import java.util.List;

/**
 * One model of a prediction store, as it was found there.
 *
 * @param location the model's folder, as a path or URI
 * @param settings what all models of the store have in common
 * @param manifest what is known of this one
 */
public record StoredModel(String location, StoreSettings settings, StoreManifest manifest) {

  /**
   * Where a partition's file lies.
   *
   * @param partition from 0 to the store's number of partitions - 1
   * @return a path or URI
   */
  public String partition(int partition) {
    return location + "/" + manifest.partitions().get(partition).file();
  }

  /** The files that hold rows; the first one where none does, since it tells the columns. */
  List<String> files() {
    List<String> files =
        manifest.partitions().stream()
            .filter(partition -> partition.rows() > 0)
            .map(partition -> location + "/" + partition.file())
            .toList();
    return files.isEmpty() ? List.of(partition(0)) : files;
  }
}
