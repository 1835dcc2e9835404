package org.flipcheck.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.Estimate;

/** Numbers and foreign text for people. The only place where numbers are rounded. */
final class Format {

  private static final int PERCENT_DECIMALS = 2;
  private static final int MAX_DECIMALS = 12;
  private static final MathContext SIGNIFICANT = new MathContext(4, RoundingMode.HALF_EVEN);

  private Format() {}

  /** Groups the digits of a count: {@code 10,000}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count with its noun: {@code 1 rule}, {@code 2 rules}. */
  static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /**
   * A share in percent, with two decimals, or more where two would show a nonzero share as 0 or an
   * incomplete one as 100.
   */
  static String percent(double share) {
    return hundredfold(share) + "%";
  }

  /** A difference of shares in percentage points, with its sign. */
  static String points(double difference) {
    return signed(difference) + " points";
  }

  private static String signed(double difference) {
    return (difference > 0 ? "+" : "") + hundredfold(difference);
  }

  private static String hundredfold(double share) {
    if (!Double.isFinite(share)) {
      return Double.toString(share);
    }
    BigDecimal exact = BigDecimal.valueOf(share).movePointRight(2);
    if (share == 0 || Math.abs(share) == 1) {
      return exact.setScale(0, RoundingMode.UNNECESSARY).toPlainString();
    }
    int decimals = PERCENT_DECIMALS;
    BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
    while (decimals < MAX_DECIMALS && saysTooMuch(rounded)) {
      rounded = exact.setScale(++decimals, RoundingMode.HALF_EVEN);
    }
    return rounded.toPlainString();
  }

  private static boolean saysTooMuch(BigDecimal rounded) {
    return rounded.signum() == 0 || rounded.abs().compareTo(BigDecimal.valueOf(100)) == 0;
  }

  /** A real number with four significant digits. */
  static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(SIGNIFICANT);
    if (rounded.signum() == 0) {
      return "0";
    }
    boolean readable = Math.abs(value) >= 1e-6 && Math.abs(value) < 1e12;
    return readable ? rounded.stripTrailingZeros().toPlainString() : rounded.toString();
  }

  /**
   * Examples beyond those expected, {@code +123.6}: one decimal, or more digits where one would
   * show 0.
   */
  static String excess(double value) {
    String rounded = String.format(Locale.ROOT, "%+,.1f", value);
    return Math.abs(value) < 0.05 && value != 0 ? (value > 0 ? "+" : "") + number(value) : rounded;
  }

  /** A value of a metric in the unit people use for it. */
  static String value(FlipMetric metric, double value) {
    return switch (metric.kind()) {
      case PROPORTION -> percent(value);
      case PAIRED_DIFFERENCE -> points(value);
      case RATIO -> number(value);
      case MEAN ->
          metric == FlipMetric.MEAN_SCORE_DELTA && value > 0 ? "+" + number(value) : number(value);
    };
  }

  /** The value of an estimate, or {@code undefined}. */
  static String value(FlipMetric metric, Estimate estimate) {
    return estimate.value().isPresent()
        ? value(metric, estimate.value().getAsDouble())
        : "undefined";
  }

  /** The interval of an estimate, {@code 1.62% to 2.15%}; empty where there is none. */
  static String interval(FlipMetric metric, Estimate estimate) {
    if (estimate.low().isEmpty() || estimate.high().isEmpty()) {
      return "";
    }
    double low = estimate.low().getAsDouble();
    double high = estimate.high().getAsDouble();
    String first =
        metric.kind() == FlipMetric.Kind.PAIRED_DIFFERENCE ? signed(low) : value(metric, low);
    return first + " to " + value(metric, high);
  }

  /**
   * Foreign text with nothing in it that a terminal, a browser or an XML parser would obey or
   * refuse: control, formatting and unpaired characters are spelled out, such as {@code \n}. Two
   * different names stay different.
   */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(spelled(c));
              }
            });
    return shown.toString();
  }

  private static boolean isPlain(int codePoint) {
    // Joiners shape Persian and Indic words and join emoji.
    if (codePoint == 0x200c || codePoint == 0x200d) {
      return true;
    }
    if ((codePoint & 0xfffe) == 0xfffe) {
      return false; // never a character, and illegal in XML
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String spelled(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", codePoint);
    };
  }

  /** Cuts a text that is longer than allowed, and shows that it did. */
  static String ellipsis(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = maxLength - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
