package org.flipcheck.train.data;

import java.io.IOException;
import java.util.List;

/**
 * The rows of a table file, one at a time, whatever its format. Every failure is an {@link
 * IOException} whose message begins with the file.
 */
interface TableRows extends AutoCloseable {

  /** The columns; no two of one name, at least one. */
  List<TableField> fields();

  /** Goes on to the next row; false if there is none. */
  boolean next() throws IOException;

  /** The number of the row, or of the line it begins on; from 1. */
  long number();

  /** Where a row of some number is, as messages begin: {@code file:7} or {@code file: row 7}. */
  String place(long number);

  /** Where the row is. */
  default String place() {
    return place(number());
  }

  /**
   * A value of the row.
   *
   * @param field index of the column
   * @return a String, or a Number where the column's type says so; null where there is none
   */
  Object value(int field) throws IOException;

  @Override
  void close() throws IOException;
}
