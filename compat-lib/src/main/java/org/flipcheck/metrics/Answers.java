package org.flipcheck.metrics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one text form of each answer, so that equal answers have equal texts: typed numbers compare
 * as numbers whatever their width (int 1 = double 1.0), text compares as text, exactly.
 */
public final class Answers {

  private Answers() {}

  /**
   * A whole number in plain decimal.
   *
   * @param value any long
   * @return for example {@code -7}
   */
  public static String ofNumber(long value) {
    return Long.toString(value);
  }

  /**
   * A floating-point number in plain decimal without trailing zeros; −0.0 is {@code 0}.
   *
   * @param value any finite double; a float must be given as its own shortest decimal, see {@link
   *     #ofNumber(float)}
   * @return for example {@code 1} for 1.0, {@code 0.1} for 0.1
   */
  public static String ofNumber(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 0x1p53) {
      return Long.toString((long) value);
    }
    return Double.isFinite(value) ? plain(BigDecimal.valueOf(value)) : Double.toString(value);
  }

  /**
   * A single-precision number by its own shortest decimal, so that float 0.1 equals decimal 0.1.
   *
   * @param value any finite float
   * @return plain decimal without trailing zeros
   */
  public static String ofNumber(float value) {
    return Float.isFinite(value)
        ? plain(new BigDecimal(Float.toString(value)))
        : Float.toString(value);
  }

  /**
   * A decimal number without trailing zeros.
   *
   * @param value any decimal
   * @return plain decimal
   */
  public static String ofNumber(BigDecimal value) {
    return plain(value);
  }

  /**
   * Reads text as a number ({@code --answers-as number}): {@code 1}, {@code 1.0} and {@code 1e0}
   * are one answer.
   *
   * @param text the text of a number, blanks around it ignored
   * @return plain decimal, or empty when the text is not a number
   */
  public static Optional<String> parseNumber(String text) {
    try {
      BigDecimal number = new BigDecimal(text.strip());
      // 1e999999999 is a number too, but not one to spell out.
      return Math.abs((long) number.precision() - number.scale()) > 1000
          ? Optional.empty()
          : Optional.of(plain(number));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads an answer as yes or no.
   *
   * @param text an answer
   * @return true for {@code true} in any case, {@code 1} and {@code 1.0}; false for {@code false},
   *     {@code 0} and {@code 0.0}; empty for anything else
   */
  public static Optional<Boolean> truth(String text) {
    if (text.equalsIgnoreCase("true") || text.equals("1") || text.equals("1.0")) {
      return Optional.of(true);
    }
    boolean no = text.equalsIgnoreCase("false") || text.equals("0") || text.equals("0.0");
    return no ? Optional.of(false) : Optional.empty();
  }

  /**
   * A list of answers as one text, in the notation of JSON.
   *
   * @param answers canonical answers
   * @return for example {@code ["cat","dog"]}
   */
  public static String ofList(List<String> answers) {
    return answers.stream()
        .map(answer -> "\"" + answer.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * Reads {@link #ofList} back.
   *
   * @param list what {@link #ofList} gave
   * @return the answers
   * @throws IllegalArgumentException if it is not in that notation
   */
  public static List<String> toList(String list) {
    List<String> answers = new ArrayList<>();
    StringBuilder answer = null;
    for (int i = 1; i < list.length() - 1; i++) {
      char c = list.charAt(i);
      if (answer == null && (c == '"' || c == ',')) {
        answer = c == '"' ? new StringBuilder() : null;
      } else if (answer == null) {
        throw new IllegalArgumentException("not a list of answers: " + list);
      } else if (c == '"') {
        answers.add(answer.toString());
        answer = null;
      } else {
        answer.append(c == '\\' ? list.charAt(++i) : c);
      }
    }
    return answers;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
