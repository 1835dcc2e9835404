package org.flipcheck.gate;

import java.util.List;
import org.flipcheck.metrics.SliceKey;

/** Which examples a rule is about. */
public sealed interface Scope {

  /** All judged examples. */
  record Overall() implements Scope {}

  /**
   * One slice, named by its values.
   *
   * @param slice the slice; more than one column names a cross
   */
  record Named(SliceKey slice) implements Scope {}

  /**
   * Every slice of some columns, judged one by one.
   *
   * @param columns one column, or several for every value of their cross
   */
  record Each(List<String> columns) implements Scope {
    /** Keeps an unmodifiable copy. */
    public Each {
      columns = List.copyOf(columns);
    }
  }
}
