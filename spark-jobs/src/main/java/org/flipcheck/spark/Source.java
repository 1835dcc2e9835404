package org.flipcheck.spark;

import java.util.Map;
import java.util.Optional;

/**
 * One table of a comparison, as the user named it.
 *
 * @param side which of the three tables it is; null for a table that stands alone, as in {@code
 *     store add}
 * @param location a path or URI, or {@code table:NAME} for a table of the session's catalogue
 * @param name the model's name in results
 * @param format forced format, or empty to tell it by content or ending
 * @param where SQL predicate that picks the rows of one model; empty for all rows
 * @param options reader options handed to Spark; values may be {@code ${ENV}} and are resolved only
 *     when the table is opened
 * @param columns for columns that this table calls otherwise: the comparison's name to the table's
 * @param classes names of the model's classes by index; empty when predictions are labels already
 * @param isRerun whether it is the old model trained or sampled again, in the place of the new side
 */
public record Source(
    TableSide side,
    String location,
    String name,
    Optional<String> format,
    Optional<String> where,
    Map<String, String> options,
    Map<String, String> columns,
    Optional<ClassNames> classes,
    boolean isRerun) {

  /** The format of a model in a prediction store; its location is the store's and its name. */
  public static final String STORED = "store";

  private static final String TABLE_PREFIX = "table:";

  /** Keeps unmodifiable copies. */
  public Source {
    options = Map.copyOf(options);
    columns = Map.copyOf(columns);
  }

  /**
   * A table that is no rerun.
   *
   * @param side which of the three tables it is, or null
   * @param location a path or URI, or {@code table:NAME}
   * @param name the model's name in results
   * @param format forced format
   * @param where SQL predicate that picks the rows of one model
   * @param options reader options handed to Spark
   * @param columns the comparison's names of columns to the table's
   * @param classes names of the model's classes by index
   */
  public Source(
      TableSide side,
      String location,
      String name,
      Optional<String> format,
      Optional<String> where,
      Map<String, String> options,
      Map<String, String> columns,
      Optional<ClassNames> classes) {
    this(side, location, name, format, where, options, columns, classes, false);
  }

  /**
   * The name of a catalogue table.
   *
   * @return the name, or empty when the location is a path
   */
  public Optional<String> tableName() {
    return location.startsWith(TABLE_PREFIX)
        ? Optional.of(location.substring(TABLE_PREFIX.length()))
        : Optional.empty();
  }

  /**
   * Whether the table is a model of a prediction store.
   *
   * @return true if its format says so
   */
  public boolean isStored() {
    return format.filter(STORED::equals).isPresent();
  }

  /**
   * What this table calls a column of the comparison.
   *
   * @param column the comparison's name
   * @return the table's name for it
   */
  public String physical(String column) {
    return columns.getOrDefault(column, column);
  }

  /**
   * How messages call the table.
   *
   * @return for example {@code old (preds/v1.parquet)}
   */
  public String describe() {
    String what = side == null ? "predictions" : isRerun ? "old rerun" : side.key();
    return what + " (" + location + ")";
  }

  /**
   * The option that says something of this table.
   *
   * @param what such as {@code where}
   * @return for example {@code --old-where}; {@code --where} of a table that stands alone; of a
   *     rerun the old side's, which it shares
   */
  public String option(String what) {
    TableSide of = isRerun ? TableSide.OLD : side;
    return of == null ? "--" + what : "--" + of.key() + "-" + what;
  }
}
