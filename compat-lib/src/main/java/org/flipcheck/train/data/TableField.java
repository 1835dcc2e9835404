package org.flipcheck.train.data;

/**
 * One column of a table file.
 *
 * @param name as the file has it
 * @param type what its values are
 * @param typeName the type in the words of the file's format, for messages
 */
record TableField(String name, Type type, String typeName) {

  /** What the values of a column are. */
  enum Type {
    /** Texts, of which nobody said whether they are numbers: CSV. */
    UNTYPED,
    /** {@link Number}s. */
    NUMBER,
    /** Texts; truth values are the texts {@code true} and {@code false}. */
    TEXT,
    /** Dates, lists and whatever else has a text but is no feature. */
    OTHER
  }
}
