package org.flipcheck.train.data;

import java.nio.file.Path;
import java.util.List;

/** Where the data of an update comes from. */
interface DataSource {

  /** The files and folders that {@link #read} reads, in its order. */
  List<Path> files();

  /**
   * Reads everything.
   *
   * @throws DataException with everything that is wrong
   */
  UpdateData read();
}
