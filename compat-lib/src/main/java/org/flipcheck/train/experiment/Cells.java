package org.flipcheck.train.experiment;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flipcheck.stats.Interval;

/** How figures stand in the Markdown tables of experiments. */
final class Cells {

  private Cells() {}

  static String withInterval(double value, Interval interval, DoubleFunction<String> text) {
    return interval(text.apply(value), interval, text);
  }

  static String interval(String point, Interval interval, DoubleFunction<String> text) {
    return "%s (%s to %s)"
        .formatted(point, text.apply(interval.low()), text.apply(interval.high()));
  }

  static String range(double[] values) {
    return "%s (%s to %s)"
        .formatted(
            mean(Arrays.stream(values).average().orElseThrow()),
            weight(Arrays.stream(values).min().orElseThrow()),
            weight(Arrays.stream(values).max().orElseThrow()));
  }

  /** FisherBCWI's weights span decades: two decimals would show the smallest as none. */
  static String mean(double weight) {
    return String.format(Locale.ROOT, weight > 0 && weight < 0.01 ? "%.4f" : "%.2f", weight);
  }

  static String weight(double weight) {
    BigDecimal digits = BigDecimal.valueOf(weight).stripTrailingZeros();
    return digits.setScale(Math.max(1, digits.scale())).toPlainString();
  }

  static String list(double[] values, DoubleFunction<String> text) {
    return Arrays.stream(values).mapToObj(text).collect(Collectors.joining(", "));
  }

  static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", 100 * share);
  }

  static String signed(double share) {
    return String.format(Locale.ROOT, "%+.2f", 100 * share);
  }

  static void row(StringBuilder out, String title, Stream<String> cells) {
    line(out, "| " + title + " | " + cells.collect(Collectors.joining(" | ")) + " |");
  }

  static void line(StringBuilder out, String text) {
    out.append(text).append('\n');
  }
}
