package org.flipcheck.bench;

import java.util.Locale;

/**
 * Which tables to make. Equal specifications give equal tables, to the last byte of a value.
 *
 * @param pairs examples that both sides have, &gt; 0
 * @param ids what names an example
 * @param logits length of the list of logits of a row; 0 for tables without
 * @param seed start of all random draws
 */
record DataSpec(long pairs, Ids ids, int logits, long seed) {

  /** Rows of one file: more than one file even at two million pairs, few enough at 100 million. */
  private static final long MOST_ROWS_PER_FILE = 5_000_000;

  /** Kinds of ids. */
  enum Ids {
    /** Random 64-bit whole numbers. */
    LONG,
    /** Sixteen characters, random. */
    STRING,
    /**
     * 64-bit numbers of very unequal size, many of them multiples of powers of two, and one row in
     * a hundred a repetition of another; a single id repeats thousands of times.
     */
    SKEWED;

    boolean hasDuplicates() {
      return this == SKEWED;
    }
  }

  /** The name of the tables' folder. */
  String key() {
    return "%d-%s-logits%d-seed%d-v2"
        .formatted(pairs, ids.name().toLowerCase(Locale.ROOT), logits, seed);
  }

  /** Rows of one side, repetitions included. */
  long rows() {
    return ids.hasDuplicates() ? pairs + pairs / 100 : pairs;
  }

  int files() {
    return (int) Math.max(2, (rows() + MOST_ROWS_PER_FILE - 1) / MOST_ROWS_PER_FILE);
  }

  /** What both tables take on disk, in bytes, rather too much than too little. */
  long estimatedBytes() {
    long perRow = (ids == Ids.STRING ? 44 : 28) + 5L * logits;
    return 2 * rows() * perRow;
  }

  /** The same tables with a list of logits in each row. */
  DataSpec withLogits(int length) {
    return new DataSpec(pairs, ids, length, seed);
  }

  DataSpec withPairs(long other) {
    return new DataSpec(other, ids, logits, seed);
  }
}
