package org.flipcheck.spark;

import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;

/** Reads a column that names groups as their {@link GroupHash}es. */
final class GroupReader {

  /** The longest whole number has a sign and 19 digits. */
  private static final int LONGEST = 20;

  private final DataType type;
  private final byte[] digits = new byte[LONGEST];

  GroupReader(DataType type) {
    this.type = type;
  }

  /**
   * Reads the group of one row.
   *
   * @return whether there is one
   */
  boolean read(SpecializedGetters source, int position, long[] into, int at) {
    if (source.isNullAt(position)) {
      return false;
    }
    if (type instanceof LongType) {
      into[at] = ofNumber(source.getLong(position));
    } else if (type instanceof IntegerType) {
      into[at] = ofNumber(source.getInt(position));
    } else {
      Object value = CatalystTypeConverters.convertToScala(source.get(position, type), type);
      into[at] = GroupHash.of(Values.text(value));
    }
    return true;
  }

  /** The hash of a number's decimal text, which is written down without a text being made. */
  private long ofNumber(long number) {
    if (number < 0) {
      return GroupHash.of(Long.toString(number));
    }
    int from = LONGEST;
    long rest = number;
    do {
      digits[--from] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    return IdHash.of(digits, from, LONGEST - from);
  }
}
