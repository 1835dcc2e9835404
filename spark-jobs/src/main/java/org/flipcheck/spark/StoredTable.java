package org.flipcheck.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.flipcheck.spark.arrow.ArrowBatches;

/**
 * One table of a comparison that lies in a prediction store, for its tasks.
 *
 * @param shape what its rows are packed to
 * @param files the file of each partition; null where that has no rows
 */
record StoredTable(PackShape shape, List<String> files) implements Serializable {

  static StoredTable of(StoredModel model, PackShape shape) {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < model.manifest().partitions().size(); i++) {
      boolean empty = model.manifest().partitions().get(i).rows() == 0;
      files.add(empty ? null : model.partition(i));
    }
    return new StoredTable(shape, files);
  }

  TableSide side() {
    return shape.layout().side();
  }

  /** Opens a partition that has rows. */
  ArrowBatches open(int partition, Configuration hadoop) throws IOException {
    return ArrowBatches.open(files.get(partition), hadoop, shape.layout().columns());
  }
}
