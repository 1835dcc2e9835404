package org.flipcheck.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** An embedded DuckDB of two threads and bounded memory. */
final class DuckDb implements AutoCloseable {

  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a database in memory.
   *
   * @param heap the bound of its memory, in the JVM's notation, such as {@code 4g}
   * @param scratch where it may spill
   */
  static DuckDb open(String heap, Path scratch) throws SQLException {
    DuckDb duck = new DuckDb(DriverManager.getConnection("jdbc:duckdb:"));
    duck.execute("SET threads = 2");
    duck.execute("SET memory_limit = '%siB'".formatted(heap));
    duck.execute("SET temp_directory = '%s'".formatted(scratch));
    return duck;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All rows of a query. */
  List<Object[]> rows(String sql) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        Object[] row = new Object[width];
        for (int i = 0; i < width; i++) {
          row[i] = result.getObject(i + 1);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
