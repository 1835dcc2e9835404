package org.flipcheck.spark;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * How the values of a column go through the shuffle of {@code store add}: as Spark's rows have
 * them.
 */
enum StoreCell {
  /** Text that is no id: by its number in a dictionary where it has one. */
  CODED,
  /** A word of the row, most often a small number. */
  NUMBER,
  /** A word of the row whose every bit counts. */
  REAL,
  /** Bytes behind the words of the row, which mean the same wherever they lie. */
  REGION;

  /** The cells of rows that have their ids first. */
  static StoreCell[] of(StructType schema, int idColumns) {
    StoreCell[] cells = new StoreCell[schema.size()];
    for (int i = 0; i < cells.length; i++) {
      DataType type = schema.fields()[i].dataType();
      if (type instanceof StringType && i >= idColumns) {
        cells[i] = CODED;
      } else if (!UnsafeRow.isFixedLength(type)) {
        cells[i] = REGION;
      } else {
        cells[i] = type instanceof DoubleType ? REAL : NUMBER;
      }
    }
    return cells;
  }

  /** Writes a value that is there; a coded one as plain text. */
  void put(UnsafeRow row, int column, Bytes out) {
    long word = row.getLong(column);
    switch (this) {
      case NUMBER -> out.putVar(word << 1 ^ word >> 63);
      case REAL -> out.putLong(word);
      case CODED, REGION ->
          out.putSized(
              row.getBaseObject(), row.getBaseOffset() + (word >>> Integer.SIZE), (int) word);
    }
  }

  /** Reads it back into a row that is being made. */
  void take(Bytes in, UnsafeRowWriter row, int column) {
    switch (this) {
      case NUMBER -> {
        long word = in.getVar();
        row.write(column, word >>> 1 ^ -(word & 1));
      }
      case REAL -> row.write(column, in.getLong());
      case CODED, REGION -> row.write(column, in.getSized());
    }
  }

  /**
   * The number of a coded value in a row that the shuffle gave.
   *
   * @return {@link TextDictionary#NONE} where the row has the text itself
   */
  static int code(UnsafeRow row, int column) {
    // A text's word holds its place in the row, which is never 0, in its upper half.
    long word = row.getLong(column);
    return word >>> Integer.SIZE == 0 ? (int) word : TextDictionary.NONE;
  }
}
