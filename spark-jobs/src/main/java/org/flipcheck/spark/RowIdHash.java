package org.flipcheck.spark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;

/**
 * The {@link IdHash} of the id that a row carries, whatever its columns: the bytes of an id of
 * several columns are those that {@link IdHash#of(byte[], int, int)} describes, lengths with the
 * highest byte first.
 */
final class RowIdHash {

  private RowIdHash() {}

  /**
   * Hashes an id without nulls.
   *
   * @param row a row that carries it
   * @param first where its first column is
   * @param columns how many columns it has
   */
  static long of(Row row, int first, int columns) {
    Object only = row.get(first);
    if (columns == 1) {
      if (only instanceof Long whole) {
        return IdHash.of(whole.longValue());
      }
      byte[] text = bytes(only);
      return IdHash.of(text, 0, text.length);
    }
    byte[][] parts = new byte[columns][];
    int length = 0;
    for (int i = 0; i < columns; i++) {
      parts[i] = bytes(row.get(first + i));
      length += Integer.BYTES + parts[i].length;
    }
    ByteBuffer id = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      id.putInt(part.length).put(part);
    }
    return IdHash.of(id.array(), 0, length);
  }

  private static byte[] bytes(Object part) {
    return part.toString().getBytes(StandardCharsets.UTF_8);
  }
}
