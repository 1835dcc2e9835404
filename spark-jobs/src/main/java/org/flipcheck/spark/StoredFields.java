package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.util.ArrowUtils;

/** Spark's types as Arrow fields of a store's files. */
final class StoredFields {

  /** Most values that a column of text may have to be numbered in any case. */
  private static final int FEW = 65_536;

  /** Where a dictionary has more bytes than this, numbering saves nothing worth its memory. */
  private static final int MAX_DICTIONARY_BYTES = 128 << 20;

  private static final int BYTE_CODES = 1 << 7;
  private static final int SHORT_CODES = 1 << 15;

  private StoredFields() {}

  /** Whether a store's file can hold values of a type. */
  static boolean canHold(DataType type) {
    return type instanceof ArrayType list
        ? canHold(list.elementType())
        : type instanceof NumericType
            || type instanceof StringType
            || type instanceof BooleanType
            || type instanceof BinaryType
            || type instanceof DateType
            || type instanceof TimestampType
            || type instanceof TimestampNTZType;
  }

  /** A field with the values as they are. */
  static Field plain(StructField column) {
    return ArrowUtils.toArrowField(column.name(), column.dataType(), true, "UTC", false);
  }

  /** A field with numbers for values, 32 bits wide. */
  static Field codes(StructField column) {
    return Field.nullable(column.name(), new ArrowType.Int(32, true));
  }

  /** Whether so many different values are better written out than numbered. */
  static boolean isNearlyUnique(TextDictionary dictionary, long rows) {
    return (dictionary.size() > FEW && dictionary.size() > rows / 2)
        || dictionary.bytes() > MAX_DICTIONARY_BYTES;
  }

  /** A field with numbers for values, as wide as their number asks for. */
  static Field numbered(StructField column, long dictionaryId, int values) {
    int bits = values <= BYTE_CODES ? 8 : values <= SHORT_CODES ? 16 : 32;
    ArrowType.Int index = new ArrowType.Int(bits, true);
    return new Field(
        column.name(),
        new FieldType(true, index, new DictionaryEncoding(dictionaryId, false, index)),
        null);
  }

  /** The schema of some fields. */
  static Schema schema(Iterable<Field> fields) {
    List<Field> list = new ArrayList<>();
    fields.forEach(list::add);
    return new Schema(list);
  }
}
