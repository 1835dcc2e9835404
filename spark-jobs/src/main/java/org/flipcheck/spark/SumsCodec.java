package org.flipcheck.spark;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.flipcheck.metrics.CellSums.Sum;
import org.flipcheck.metrics.ExactSum;

/** The exact sums of a cell as bytes: for each, its number and its digits. */
final class SumsCodec {

  private static final int SUM_BYTES = new ExactSum().toBytes().length;
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
        bytes.writeBytes(sum.toBytes());
      }
    }
    return bytes.toByteArray();
  }

  static Map<Sum, ExactSum> decode(byte[] bytes) {
    Map<Sum, ExactSum> sums = new EnumMap<>(Sum.class);
    for (int at = 0; bytes != null && at < bytes.length; at += 1 + SUM_BYTES) {
      sums.put(
          SUMS[bytes[at]],
          ExactSum.fromBytes(Arrays.copyOfRange(bytes, at + 1, at + 1 + SUM_BYTES)));
    }
    return sums;
  }
}
