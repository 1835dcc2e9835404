package org.flipcheck.train.data;

import java.io.IOException;
import java.util.List;

/** What is taken of each row of a table, beside its id, its label and its slice values. */
interface Features {

  /** The columns that must be there. */
  List<String> columns(List<TableField> header);

  /** Begins with a table that has all the columns. */
  void begin(TableRows table, Problems problems);

  /**
   * Takes a row.
   *
   * @param ids is given the inputs of the row
   * @return false if the row cannot be used, which the problems tell
   */
  boolean add(TableRows row, HashIds ids) throws IOException;

  /** Ends the table, and tells what only all its rows together show. */
  void end();
}
