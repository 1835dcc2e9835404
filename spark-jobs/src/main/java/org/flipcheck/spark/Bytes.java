package org.flipcheck.spark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Bytes that numbers and texts are written to, or read from, one after the other. */
final class Bytes {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int at;

  /** For writing. */
  Bytes() {
    this(new byte[1024]);
  }

  /** For reading from the start. */
  Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] written() {
    return Arrays.copyOf(bytes, at);
  }

  /** What has not been read yet. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /** Bytes written so far. */
  int size() {
    return at;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  /** Where so many bytes go; call it before the array is named, since it may grow. */
  private int room(int length) {
    if (at + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(at + length, 2 * bytes.length));
    }
    int place = at;
    at += length;
    return place;
  }

  void putByte(int value) {
    int place = room(1);
    bytes[place] = (byte) value;
  }

  void putInt(int value) {
    int place = room(Integer.BYTES);
    INT.set(bytes, place, value);
  }

  void putLong(long value) {
    int place = room(Long.BYTES);
    LONG.set(bytes, place, value);
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void put(byte[] source, int offset, int length) {
    int place = room(length);
    System.arraycopy(source, offset, bytes, place, length);
  }

  /** A text that may be missing. */
  void putText(String text) {
    if (text == null) {
      putInt(-1);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putInt(utf8.length);
    put(utf8, 0, utf8.length);
  }

  byte getByte() {
    return bytes[at++];
  }

  int getInt() {
    int value = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  long getLong() {
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  void get(byte[] target, int offset, int length) {
    System.arraycopy(bytes, at, target, offset, length);
    at += length;
  }

  String getText() {
    int length = getInt();
    if (length < 0) {
      return null;
    }
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** A number in 1 to 10 bytes of 7 bits, the fewest that hold it as an unsigned one. */
  void putVar(long value) {
    long rest = value;
    int place = room(varBytes(value));
    while ((rest & ~0x7fL) != 0) {
      bytes[place++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[place] = (byte) rest;
  }

  private static int varBytes(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  long getVar() {
    long value = 0;
    int shift = 0;
    byte next = bytes[at++];
    while (next < 0) {
      value |= (next & 0x7fL) << shift;
      shift += 7;
      next = bytes[at++];
    }
    return value | (long) next << shift;
  }

  /** Bytes that may lie outside of the heap, behind their number. */
  void putSized(Object base, long offset, int length) {
    putVar(length);
    int place = room(length);
    Platform.copyMemory(base, offset, bytes, Platform.BYTE_ARRAY_OFFSET + place, length);
  }

  /** The same without a copy, good as long as this is not written to. */
  UTF8String getSized() {
    int length = (int) getVar();
    UTF8String sized = UTF8String.fromBytes(bytes, at, length);
    at += length;
    return sized;
  }

  /** Numbers ≥ 0, each in as few bytes as the greatest needs. */
  void putCodes(int[] codes, int n) {
    int bits = 0;
    for (int i = 0; i < n; i++) {
      bits |= codes[i];
    }
    int size = bits < 1 << 8 && bits >= 0 ? 1 : bits < 1 << 16 && bits >= 0 ? 2 : 4;
    putByte(size);
    int place = room(size * n);
    for (int i = 0; i < n; i++) {
      switch (size) {
        case 1 -> bytes[place + i] = (byte) codes[i];
        case 2 -> SHORT.set(bytes, place + 2 * i, (short) codes[i]);
        default -> INT.set(bytes, place + 4 * i, codes[i]);
      }
    }
  }

  /** Reads {@link #putCodes} back, each number by way of a table where one is given. */
  void getCodes(int[] target, int from, int n, int[] mapped) {
    int size = getByte();
    for (int i = 0; i < n; i++) {
      int code =
          switch (size) {
            case 1 -> bytes[at + i] & 0xff;
            case 2 -> (short) SHORT.get(bytes, at + 2 * i) & 0xffff;
            default -> (int) INT.get(bytes, at + 4 * i);
          };
      target[from + i] = mapped == null ? code : mapped[code];
    }
    at += size * n;
  }

  /** Whole numbers as their distance from the least, in four bytes each where that is enough. */
  void putLongs(long[] values, int n) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      least = Math.min(least, values[i]);
      greatest = Math.max(greatest, values[i]);
    }
    long span = greatest - least;
    boolean narrow = span >= 0 && span < 1L << 32;
    putByte(narrow ? Integer.BYTES : Long.BYTES);
    putLong(least);
    int place = room((narrow ? Integer.BYTES : Long.BYTES) * n);
    for (int i = 0; i < n; i++) {
      if (narrow) {
        INT.set(bytes, place + Integer.BYTES * i, (int) (values[i] - least));
      } else {
        LONG.set(bytes, place + Long.BYTES * i, values[i]);
      }
    }
  }

  void getLongs(long[] target, int from, int n) {
    boolean narrow = getByte() == Integer.BYTES;
    long least = getLong();
    for (int i = 0; i < n; i++) {
      target[from + i] =
          narrow
              ? least + ((int) INT.get(bytes, at + Integer.BYTES * i) & 0xffffffffL)
              : (long) LONG.get(bytes, at + Long.BYTES * i);
    }
    at += (narrow ? Integer.BYTES : Long.BYTES) * n;
  }

  void putDoubles(double[] values, int n) {
    int place = room(Long.BYTES * n);
    for (int i = 0; i < n; i++) {
      LONG.set(bytes, place + Long.BYTES * i, Double.doubleToRawLongBits(values[i]));
    }
  }

  void getDoubles(double[] target, int from, int n) {
    for (int i = 0; i < n; i++) {
      target[from + i] = Double.longBitsToDouble((long) LONG.get(bytes, at + Long.BYTES * i));
    }
    at += Long.BYTES * n;
  }
}
