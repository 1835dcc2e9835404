package org.flipcheck.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.FlipExamples.Role;

/**
 * Reads examples of a flip table of Parquet files where there is no Spark: by DuckDB, in this
 * process, forbidden to fetch anything.
 */
public final class FlipFiles {

  private static final String FOLDER = "flips";
  private static final String FILE = "flipcheck_file";

  private FlipFiles() {}

  /**
   * Reads the examples of a run that a report has room for.
   *
   * @param run the folder that holds {@code result.json}
   * @param result what that says
   * @return the examples; or why there are none, where the flip table is not there, is no Parquet,
   *     or cannot be read
   */
  public static FlipExamples read(Path run, ComparisonResult result) {
    Path flips = run.resolve(FOLDER);
    try {
      if (!Files.isDirectory(flips)) {
        return FlipExamples.missing("there is no %s beside result.json".formatted(FOLDER + "/"));
      }
      if (!holdsParquet(flips)) {
        return FlipExamples.missing(
            "%s/ holds no Parquet, and other formats are read by compare and query alone"
                .formatted(FOLDER));
      }
    } catch (IOException | UncheckedIOException e) {
      return FlipExamples.missing("%s/ cannot be read: %s".formatted(FOLDER, e.getMessage()));
    }
    try (Connection connection = connect()) {
      return read(connection, flips, result);
    } catch (SQLException e) {
      return FlipExamples.missing("%s/ cannot be read: %s".formatted(FOLDER, DuckDb.firstLine(e)));
    }
  }

  private static boolean holdsParquet(Path flips) throws IOException {
    try (Stream<Path> files = Files.walk(flips)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  private static Connection connect() throws SQLException {
    try {
      return DuckDb.open();
    } catch (SQLException e) {
      throw new SQLException(
          "that takes DuckDB's JDBC driver (org.duckdb:duckdb_jdbc) on the class path, where bin/flipcheck puts it: "
              + DuckDb.firstLine(e),
          e);
    }
  }

  private static FlipExamples read(Connection connection, Path flips, ComparisonResult result)
      throws SQLException {
    String files = DuckDb.literal(flips.toAbsolutePath().toString()) + "/outcome=*/*.parquet";
    Map<String, String> columns = columns(connection, files);
    FlipExampleList list = new FlipExampleList(result, List.copyOf(columns.keySet()));
    try (PreparedStatement query =
        connection.prepareStatement(query(list, columns, FlipExampleList.wanted(result)))) {
      query.setString(1, files);
      try (ResultSet rows = query.executeQuery()) {
        int width = rows.getMetaData().getColumnCount() - 1;
        boolean isCut = false;
        while (!isCut && rows.next()) {
          List<Object> cells = new ArrayList<>(width);
          for (int i = 1; i <= width; i++) {
            cells.add(rows.getObject(i));
          }
          isCut = !list.add(rows.getString(width + 1), cells);
        }
        return list.build(isCut);
      }
    }
  }

  /** The columns and what to select of them: numbers as they are, of texts what can be shown. */
  private static Map<String, String> columns(Connection connection, String files)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (PreparedStatement describe =
        connection.prepareStatement(
            "DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)")) {
      describe.setString(1, files);
      try (ResultSet found = describe.executeQuery()) {
        while (found.next()) {
          columns.put(found.getString(1), shown(quoted(found.getString(1)), found.getString(2)));
        }
      }
    }
    return columns;
  }

  private static String shown(String column, String type) {
    return switch (type) {
      case "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE" -> column;
      case "BLOB" -> "CASE WHEN %s IS NOT NULL THEN '(binary)' END".formatted(column);
      default ->
          "left(CAST(%s AS VARCHAR), %d)".formatted(column, FlipExampleList.CHARACTERS_NEEDED);
    };
  }

  /** All rows, in the order in which a {@link FlipExampleList} wants them. */
  private static String query(
      FlipExampleList list, Map<String, String> columns, List<FlipOutcome> wanted) {
    String outcome = "regexp_extract(%s, 'outcome=([a-z_]+)/[^/]*$', 1)".formatted(FILE);
    String ids =
        list.names(Role.ID).stream()
            .map(name -> "CAST(%s AS VARCHAR)".formatted(quoted(name)))
            .collect(Collectors.joining(", "));
    return "SELECT %s, %s AS outcome FROM read_parquet(?, hive_partitioning = false, filename = '%s') WHERE %s IN (%s) ORDER BY %s%s LIMIT %d"
        .formatted(
            String.join(", ", columns.values()),
            outcome,
            FILE,
            outcome,
            wanted.stream().map(FlipFiles::text).collect(Collectors.joining(", ")),
            rank(outcome, wanted),
            ids.isEmpty() ? "" : ", md5(concat_ws(chr(31), %s))".formatted(ids),
            FlipExampleList.MOST_ROWS + 1);
  }

  private static String rank(String outcome, List<FlipOutcome> wanted) {
    return wanted.stream()
        .map(one -> "WHEN %s THEN %d".formatted(text(one), wanted.indexOf(one)))
        .collect(Collectors.joining(" ", "CASE %s ".formatted(outcome), " END"));
  }

  private static String text(FlipOutcome outcome) {
    return "'" + outcome.key() + "'";
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
