package org.flipcheck.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is asked of finished runs.
 *
 * @param sql one query
 * @param sqlName what messages call it, such as the file it is from; empty for the command line's
 * @param runs folders of runs, or folders that hold them
 * @param format what the answer is written as
 * @param limit most rows of the answer
 * @param out the file it goes to; empty for standard output
 * @param overwrite whether another file may be replaced
 * @param width columns of the terminal; empty where there is none to fit into
 */
public record QuerySpec(
    String sql,
    String sqlName,
    List<String> runs,
    Format format,
    OptionalLong limit,
    Optional<String> out,
    boolean overwrite,
    OptionalInt width) {

  /** The most rows of a table, unless a limit is given. */
  public static final long TABLE_ROWS = 1_000;

  /** Keeps an unmodifiable copy of the runs. */
  public QuerySpec {
    runs = List.copyOf(runs);
  }

  /** What an answer is written as. */
  public enum Format {
    /** Aligned columns for people. */
    TABLE,
    /** RFC 4180. */
    CSV,
    /** One JSON object a line. */
    JSON,
    /** One Parquet file. */
    PARQUET,
    /** One Arrow IPC file. */
    ARROW;

    /** Whether it is for a file only. */
    public boolean isBinary() {
      return this == PARQUET || this == ARROW;
    }
  }
}
