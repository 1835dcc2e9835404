package org.flipcheck.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of an id, by which it is hashed and compared: its UTF-8 where it is one text; of
 * several columns each part's text behind its length in four bytes, whole numbers in plain decimal.
 * The buffer is used again for the next id.
 */
final class CanonicalId implements Serializable {
  private static final long serialVersionUID = 1L;

  private final boolean single;
  private byte[] bytes = new byte[64];
  private int length;

  /** An empty id of one column, or of several. */
  CanonicalId(boolean single) {
    this.single = single;
  }

  void clear() {
    length = 0;
  }

  void add(long part) {
    add(Long.toString(part).getBytes(StandardCharsets.US_ASCII));
  }

  void add(byte[] part) {
    int needed = length + Integer.BYTES + part.length;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    if (!single) {
      ByteBuffer.wrap(bytes).putInt(length, part.length);
      length += Integer.BYTES;
    }
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  long hash() {
    return IdHash.of(bytes, 0, length);
  }

  boolean isSame(CanonicalId other) {
    return Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }
}
