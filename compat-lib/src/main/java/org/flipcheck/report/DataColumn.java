package org.flipcheck.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A column of a {@link DataTable}.
 *
 * @param title above it
 * @param kind how it is aligned and sorted
 * @param texts what each row shows; null where it has nothing
 * @param numbers what each row is sorted by; null where it is undefined; empty in columns of text
 */
record DataColumn(String title, Kind kind, List<String> texts, List<Double> numbers) {

  /** What a column holds. */
  enum Kind {
    /** Text that may be anything. */
    TEXT,
    /** Text of which few different ones occur: rows can be picked by it. */
    FACET,
    /** Numbers. */
    NUMBER
  }

  static DataColumn text(String title, List<String> texts) {
    return new DataColumn(title, Kind.TEXT, texts, List.of());
  }

  static DataColumn facet(String title, List<String> texts) {
    return new DataColumn(title, Kind.FACET, texts, List.of());
  }

  static DataColumn number(String title, List<String> texts, List<Double> numbers) {
    return new DataColumn(title, Kind.NUMBER, texts, numbers);
  }

  static <T> DataColumn text(String title, List<T> rows, Function<? super T, String> text) {
    return text(title, each(rows, text));
  }

  static <T> DataColumn facet(String title, List<T> rows, Function<? super T, String> text) {
    return facet(title, each(rows, text));
  }

  static <T> DataColumn number(
      String title,
      List<T> rows,
      Function<? super T, String> text,
      Function<? super T, Double> number) {
    return number(title, each(rows, text), each(rows, number));
  }

  static <T> DataColumn count(String title, List<T> rows, Function<? super T, Long> count) {
    return number(
        title, rows, row -> Format.count(count.apply(row)), row -> count.apply(row).doubleValue());
  }

  /** Some are null: what a row lacks. */
  private static <T, C> List<C> each(List<T> rows, Function<? super T, C> of) {
    List<C> cells = new ArrayList<>(rows.size());
    rows.forEach(row -> cells.add(of.apply(row)));
    return Collections.unmodifiableList(cells);
  }

  /** What a row is sorted by. */
  static Double key(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  boolean isNumber() {
    return kind == Kind.NUMBER;
  }
}
