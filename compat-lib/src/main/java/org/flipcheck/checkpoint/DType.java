package org.flipcheck.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/**
 * The element types of safetensors files, in the order in which its writers sort tensors: those
 * that need a wider alignment come last here and first in a file.
 */
public enum DType {
  BOOL(8, Kind.WHOLE),
  F4(4, Kind.QUANTISED),
  F6_E2M3(6, Kind.QUANTISED),
  F6_E3M2(6, Kind.QUANTISED),
  U8(8, Kind.WHOLE),
  I8(8, Kind.WHOLE),
  F8_E5M2(8, Kind.QUANTISED),
  F8_E4M3(8, Kind.QUANTISED),
  F8_E8M0(8, Kind.QUANTISED),
  I16(16, Kind.WHOLE),
  U16(16, Kind.WHOLE),
  F16(16, Kind.REAL),
  BF16(16, Kind.REAL),
  I32(32, Kind.WHOLE),
  U32(32, Kind.WHOLE),
  F32(32, Kind.REAL),
  C64(64, Kind.COMPLEX),
  F64(64, Kind.REAL),
  I64(64, Kind.WHOLE),
  U64(64, Kind.WHOLE);

  /** What numbers of a type can be used for. */
  enum Kind {
    /** Floating point: can be averaged. */
    REAL,
    /** Whole numbers and truth values: counters, positions, masks. */
    WHOLE,
    /** Codes that mean a number only together with a scale kept elsewhere. */
    QUANTISED,
    /** Pairs of floats. */
    COMPLEX
  }

  private final int bits;
  private final Kind kind;

  DType(int bits, Kind kind) {
    this.bits = bits;
    this.kind = kind;
  }

  static Optional<DType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /**
   * The width of an element.
   *
   * @return bits, 4 to 64
   */
  public int bits() {
    return bits;
  }

  Kind kind() {
    return kind;
  }
}
