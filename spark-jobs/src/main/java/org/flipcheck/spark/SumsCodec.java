package org.flipcheck.spark;

import java.io.ByteArrayOutputStream;
import java.util.EnumMap;
import java.util.Map;
import org.flipcheck.metrics.CellSums.Sum;
import org.flipcheck.metrics.ExactSum;

/**
 * The exact sums of a cell as bytes: for each its number, where its digits begin that are not 0,
 * how many there are, and these. A sum has room for every double there is, and few digits are used.
 */
final class SumsCodec {

  private static final int SUM_BYTES = new ExactSum().toBytes().length;
  private static final int DIGIT_BYTES = Long.BYTES;
  private static final Sum[] SUMS = Sum.values();

  private SumsCodec() {}

  static byte[] encode(Map<Sum, ExactSum> sums) {
    if (sums.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int number = 0; number < SUMS.length; number++) {
      ExactSum sum = sums.get(SUMS[number]);
      if (sum != null) {
        bytes.write(number);
        write(sum.toBytes(), bytes);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(byte[] digits, ByteArrayOutputStream to) {
    int first = 0;
    while (first < SUM_BYTES && digits[first] == 0) {
      first++;
    }
    int last = SUM_BYTES;
    while (last > first && digits[last - 1] == 0) {
      last--;
    }
    int from = first / DIGIT_BYTES;
    int count = (last + DIGIT_BYTES - 1) / DIGIT_BYTES - from;
    to.write(from);
    to.write(count);
    to.write(digits, from * DIGIT_BYTES, count * DIGIT_BYTES);
  }

  static Map<Sum, ExactSum> decode(byte[] bytes) {
    Map<Sum, ExactSum> sums = new EnumMap<>(Sum.class);
    for (int at = 0; bytes != null && at < bytes.length; ) {
      byte[] digits = new byte[SUM_BYTES];
      int length = bytes[at + 2] * DIGIT_BYTES;
      System.arraycopy(bytes, at + 3, digits, bytes[at + 1] * DIGIT_BYTES, length);
      sums.put(SUMS[bytes[at]], ExactSum.fromBytes(digits));
      at += 3 + length;
    }
    return sums;
  }
}
