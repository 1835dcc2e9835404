package org.flipcheck.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares numbers with what they should be, and remembers how many there were and which differ.
 */
final class NumberCheck {

  /** Allowed only where several roundings may come in another order; counts have to be equal. */
  static final double RELATIVE_TOLERANCE = 1e-12;

  private final List<String> differences = new ArrayList<>();
  private final List<String> named = new ArrayList<>();
  private int compared;
  private int equal;

  /**
   * A number that has to be equal to the last bit.
   *
   * @param where what the number belongs to
   * @param expected a number, or null for undefined
   * @param actual a number; null or missing for undefined
   */
  void exact(String where, JsonNode expected, JsonNode actual) {
    if (isUndefined(expected) || isUndefined(actual)) {
      decide(where, isUndefined(expected) && isUndefined(actual), expected, actual);
    } else if (!expected.isNumber() || !actual.isNumber()) {
      decide(where, false, expected, actual);
    } else if (expected.isIntegralNumber() && actual.isIntegralNumber()) {
      decide(where, expected.longValue() == actual.longValue(), expected, actual);
    } else {
      decide(where, expected.doubleValue() == actual.doubleValue(), expected, actual);
    }
  }

  /** A count that has to be equal. */
  void exact(String where, long expected, JsonNode actual) {
    boolean same = actual.isIntegralNumber() && actual.longValue() == expected;
    decide(where, same, expected, actual);
  }

  /**
   * A number that several roundings went into.
   *
   * @param scale the largest number that went into it: what the tolerance is relative to
   */
  void close(String where, double expected, double actual, double scale) {
    compared++;
    if (expected == actual) {
      equal++;
    } else if (!(Math.abs(expected - actual) <= RELATIVE_TOLERANCE * Math.abs(scale))) {
      differ(where, expected, actual);
    }
  }

  /** The same for numbers that may be undefined; relative to the expected one. */
  void close(String where, JsonNode expected, JsonNode actual) {
    if (expected.isNumber() && actual.isNumber()) {
      close(where, expected.doubleValue(), actual.doubleValue(), expected.doubleValue());
    } else {
      exact(where, expected, actual);
    }
  }

  /** Something other than a number differs. */
  void differ(String where, Object expected, Object actual) {
    differences.add("%s: expected %s, but it is %s".formatted(where, expected, actual));
  }

  /**
   * A number that is defined otherwise in the file, and has been held against its definition here.
   */
  void name(String where, Object expected, Object actual) {
    named.add("%s: %s by the file's definition, %s by ours".formatted(where, expected, actual));
  }

  private void decide(String where, boolean same, Object expected, Object actual) {
    compared++;
    if (same) {
      equal++;
    } else {
      differ(where, expected, actual);
    }
  }

  private static boolean isUndefined(JsonNode value) {
    return value.isNull() || value.isMissingNode();
  }

  /** Differences of definition. */
  List<String> named() {
    return named;
  }

  /** How many numbers were compared. */
  int compared() {
    return compared;
  }

  /** How many of them were equal to the last bit. */
  int equal() {
    return equal;
  }

  /** Everything that differs, one sentence each. */
  List<String> differences() {
    return List.copyOf(differences);
  }
}
