package org.flipcheck.train.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes Parquet files. */
final class Parquet {

  private Parquet() {}

  /** Writes what a query of DuckDB's yields. */
  static void write(Path file, String query) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, file));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
