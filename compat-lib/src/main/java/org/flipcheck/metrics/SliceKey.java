package org.flipcheck.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One slice of the evaluation set: the examples on which each of some columns has a given value.
 *
 * @param values column name to value, in the order the columns were asked for; a value may be null
 *     (the column is empty there)
 */
public record SliceKey(Map<String, String> values) implements Comparable<SliceKey> {

  private static final Comparator<String> NULL_LAST =
      Comparator.nullsLast(Comparator.<String>naturalOrder());

  /** Keeps an unmodifiable copy in the order given. */
  public SliceKey {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * A slice of one column.
   *
   * @param column column name
   * @param value its value; may be null
   * @return the slice
   */
  public static SliceKey of(String column, String value) {
    return new SliceKey(Collections.singletonMap(column, value));
  }

  /**
   * The columns of this slice.
   *
   * @return names in the order asked for
   */
  public List<String> columns() {
    return List.copyOf(values.keySet());
  }

  /**
   * Orders slices of the same columns by their values, column by column, null last. Slices of fewer
   * columns come first.
   */
  @Override
  public int compareTo(SliceKey other) {
    int bySize = Integer.compare(values.size(), other.values.size());
    if (bySize != 0) {
      return bySize;
    }
    List<String> mine = new ArrayList<>(values.values());
    List<String> theirs = new ArrayList<>(other.values.values());
    for (int i = 0; i < mine.size(); i++) {
      int byValue = NULL_LAST.compare(mine.get(i), theirs.get(i));
      if (byValue != 0) {
        return byValue;
      }
    }
    return columns().toString().compareTo(other.columns().toString());
  }

  /**
   * The slice as people write it: {@code country=DE, device=phone}; an empty value is shown as
   * {@code (none)}.
   */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + "=" + (entry.getValue() == null ? "(none)" : entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
