package org.flipcheck.train.data;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.OptionalDouble;

/** Values of tables as texts and as numbers, alike for all formats. */
final class Values {

  private static final int MOST_DIGITS = 40;

  private Values() {}

  /** A value of a row; null where there is none, which NaN says too. */
  static Object of(TableRows row, int field) throws IOException {
    Object value = row.value(field);
    boolean isNaN =
        (value instanceof Double number && number.isNaN())
            || (value instanceof Float other && other.isNaN());
    return isNaN ? null : value;
  }

  /** The text of a value: a number's digits, without a fraction or zeros that say nothing. */
  static String text(Object value) {
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      return number == Math.rint(number) && Math.abs(number) < 0x1p53
          ? Long.toString((long) number)
          : value.toString();
    }
    if (value instanceof BigDecimal number) {
      BigDecimal shortest = number.stripTrailingZeros();
      return Math.abs((long) shortest.scale()) > MOST_DIGITS
          ? shortest.toString()
          : shortest.toPlainString();
    }
    return value.toString();
  }

  /** The number of a value; empty if it is a text that is none. May be infinite. */
  static OptionalDouble number(Object value) {
    if (value instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    return parsed((String) value);
  }

  private static OptionalDouble parsed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isOfNumbers(text.charAt(i))) {
        return OptionalDouble.empty();
      }
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Java also takes names such as NaN, suffixes and hexadecimal digits for numbers. */
  private static boolean isOfNumbers(char c) {
    return (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '+'
        || c == 'e'
        || c == 'E'
        || c == ' ';
  }
}
