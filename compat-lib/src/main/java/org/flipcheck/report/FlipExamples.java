package org.flipcheck.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Examples of a flip table that a report shows.
 *
 * @param columns the table's columns but {@code outcome}
 * @param rows an example each, negative flips first, in the order to be shown
 * @param limit why there are no more rows, such as "there is room for 50,000"; empty where the flip
 *     table has no more
 * @param missing why there are none though the comparison has a flip table; empty where they are
 *     there
 */
public record FlipExamples(
    List<Column> columns, List<Example> rows, Optional<String> limit, Optional<String> missing) {

  /**
   * A column.
   *
   * @param name as in the flip table
   * @param role what it is
   */
  public record Column(String name, Role role) {}

  /** What a column of the flip table is. */
  public enum Role {
    /** A part of the example's id. */
    ID,
    /** Its label, or an answer of a model. */
    ANSWER,
    /** A score, a margin, a probability, a weight: {@code Double}s. */
    NUMBER,
    /** A slice. */
    SLICE,
    /** Anything kept beside. */
    KEPT
  }

  /**
   * One example.
   *
   * @param outcome key of what became of it
   * @param cells a {@code String}, {@code Double}, {@code Long} or null for each column
   */
  public record Example(String outcome, List<Object> cells) {}

  /** Keeps unmodifiable copies of the lists. */
  public FlipExamples {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * No examples.
   *
   * @param because why there are none, a sentence without a full stop
   * @return a value that says so
   */
  public static FlipExamples missing(String because) {
    return new FlipExamples(List.of(), List.of(), Optional.empty(), Optional.of(because));
  }

  /**
   * The place of a column.
   *
   * @param name as in the flip table
   * @return its index; empty if there is none
   */
  Optional<Integer> place(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** How many rows there are of each outcome, in the order they come. */
  Map<String, Long> outcomes() {
    return rows.stream()
        .collect(
            Collectors.groupingBy(Example::outcome, LinkedHashMap::new, Collectors.counting()));
  }
}
