package org.flipcheck.report;

import java.util.ArrayList;
import java.util.List;

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

  static DataColumn count(String title, List<Long> counts) {
    List<String> texts = new ArrayList<>(counts.size());
    List<Double> numbers = new ArrayList<>(counts.size());
    for (Long count : counts) {
      texts.add(Format.count(count));
      numbers.add((double) count);
    }
    return number(title, texts, numbers);
  }

  boolean isNumber() {
    return kind == Kind.NUMBER;
  }
}
