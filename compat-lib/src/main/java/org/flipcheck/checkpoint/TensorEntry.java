package org.flipcheck.checkpoint;

import java.util.List;

/**
 * A tensor as a header describes it.
 *
 * @param name its name
 * @param type the type of its elements
 * @param shape its dimensions; none for a single number
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last
 */
record TensorEntry(String name, DType type, List<Long> shape, long begin, long end) {

  TensorEntry {
    shape = List.copyOf(shape);
  }

  /**
   * How many bytes a tensor takes.
   *
   * @throws ArithmeticException if that is no whole number of bytes, or no {@code long}
   */
  static long byteLength(DType type, List<Long> shape) {
    long elements = 1;
    long nonZero = 1;
    for (long size : shape) {
      elements = size == 0 ? 0 : elements * size;
      nonZero = Math.multiplyExact(nonZero, Math.max(1, size));
    }
    long bits = Math.multiplyExact(elements, type.bits());
    if (bits % Byte.SIZE != 0) {
      throw new ArithmeticException("%d bits are not a whole number of bytes".formatted(bits));
    }
    return bits / Byte.SIZE;
  }

  long length() {
    return end - begin;
  }
}
