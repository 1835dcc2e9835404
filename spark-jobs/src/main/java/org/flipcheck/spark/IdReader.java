package org.flipcheck.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads ids into {@link PackedRows}, and tells them back: one whole number, or bytes. */
final class IdReader {

  private final List<DataType> types;
  private final boolean wholeNumber;
  private final boolean oneText;

  /**
   * A reader of one table's ids.
   *
   * @param form which ids are compared as numbers
   * @param types the table's own types of the id columns
   */
  IdReader(NormalRow form, List<DataType> types) {
    this.types = types;
    this.wholeNumber = isWholeNumber(form);
    this.oneText = types.size() == 1 && types.get(0) instanceof StringType && !this.wholeNumber;
  }

  /** Whether ids are one column of whole numbers. */
  static boolean isWholeNumber(NormalRow form) {
    return form.ids().size() == 1 && form.ids().get(0).dataType().equals(DataTypes.LongType);
  }

  /**
   * Reads the id of the next row; its values are the caller's to fill.
   *
   * @param sources for each id column, where it is read from
   * @param positions and at which position
   * @return whether there is an id: no part of it is missing
   */
  boolean read(SpecializedGetters[] sources, int[] positions, PackedRows into, int row) {
    boolean there = true;
    for (int i = 0; i < sources.length; i++) {
      there &= !sources[i].isNullAt(positions[i]);
    }
    if (wholeNumber) {
      into.id[row] = there ? number(sources[0], positions[0]) : 0;
    } else if (!there) {
      into.idEnd[row] = into.idStart(row);
    } else if (oneText) {
      put(sources[0].getUTF8String(positions[0]), into, row);
    } else {
      put(texts(sources, positions), into, row);
    }
    return there;
  }

  /**
   * Reads the ids of a batch where they are one column of the plainest kind.
   *
   * @return whether it was, and every row has an id; nothing was read otherwise
   */
  boolean readAll(ColumnVector column, int n, PackedRows into) {
    boolean longs = wholeNumber && types.get(0) instanceof LongType;
    if (column.hasNull() || !(longs || oneText)) {
      return false;
    }
    if (column instanceof ArrowColumnVector arrow
        && arrow.getValueVector() instanceof BigIntVector numbers) {
      ByteBuffer raw = numbers.getDataBuffer().nioBuffer(0, Long.BYTES * n);
      raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(into.id, 0, n);
    } else if (longs) {
      System.arraycopy(column.getLongs(0, n), 0, into.id, 0, n);
    } else {
      for (int row = 0; row < n; row++) {
        put(column.getUTF8String(row), into, row);
      }
    }
    return true;
  }

  private static void put(UTF8String text, PackedRows into, int row) {
    int start = into.idStart(row);
    int length = text.numBytes();
    into.reserveIdBytes(start + length);
    text.writeToMemory(into.idBytes, Platform.BYTE_ARRAY_OFFSET + start);
    into.idEnd[row] = start + length;
  }

  private long number(SpecializedGetters source, int position) {
    DataType type = types.get(0);
    if (type instanceof LongType) {
      return source.getLong(position);
    }
    if (type instanceof IntegerType) {
      return source.getInt(position);
    }
    return type instanceof ByteType ? source.getByte(position) : source.getShort(position);
  }

  private List<byte[]> texts(SpecializedGetters[] sources, int[] positions) {
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      DataType type = types.get(i);
      Object value =
          CatalystTypeConverters.convertToScala(sources[i].get(positions[i], type), type);
      texts.add(Values.text(value).getBytes(StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static void put(List<byte[]> texts, PackedRows into, int row) {
    int at = into.idStart(row);
    boolean one = texts.size() == 1;
    for (byte[] text : texts) {
      into.reserveIdBytes(at + text.length + Integer.BYTES);
      ByteBuffer out = ByteBuffer.wrap(into.idBytes).position(at);
      (one ? out : out.putInt(text.length)).put(text);
      at = out.position();
    }
    into.idEnd[row] = at;
  }

  /** The hash of a row's id. */
  static long hash(PackedRows rows, int row) {
    return rows.wholeNumberIds
        ? IdHash.of(rows.id[row])
        : IdHash.of(rows.idBytes, rows.idStart(row), rows.idLength(row));
  }

  /** Puts the id of a packed row into the cells of a {@link NormalRow}. */
  static void tell(NormalRow form, PackedRows rows, int row, Object[] cells) {
    if (rows.wholeNumberIds) {
      cells[form.id(0)] = rows.id[row];
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(rows.idBytes, rows.idStart(row), rows.idLength(row));
    boolean one = form.ids().size() == 1;
    for (int i = 0; i < form.ids().size(); i++) {
      byte[] part = new byte[one ? bytes.remaining() : bytes.getInt()];
      bytes.get(part);
      String text = new String(part, StandardCharsets.UTF_8);
      boolean number = form.ids().get(i).dataType().equals(DataTypes.LongType);
      cells[form.id(i)] = number ? (Object) Long.valueOf(text) : text;
    }
  }
}
