package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.flipcheck.report.DuckDb;

/** The rows of a Parquet file, read by DuckDB, streaming. */
final class ParquetRows implements TableRows {

  /** Folders called {@code a=b} are no columns here. */
  private static final String QUERY = "SELECT * FROM read_parquet(?, hive_partitioning = false)";

  private static final Pattern NUMBER =
      Pattern.compile(
          "U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\\(\\d+,\\s*\\d+\\)");
  private static final Pattern TEXT = Pattern.compile("VARCHAR|BOOLEAN|UUID|ENUM.*");

  private final Path file;
  private final Connection connection;
  private final PreparedStatement query;
  private final ResultSet rows;
  private final List<TableField> fields;
  private long row;

  private ParquetRows(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.query = connection.prepareStatement(QUERY);
    query.setString(1, DuckDb.literal(file.toAbsolutePath().toString()));
    this.rows = query.executeQuery();
    this.fields = fields(rows.getMetaData());
  }

  static ParquetRows open(Path file) throws IOException {
    Connection connection;
    try {
      connection = DuckDb.open();
    } catch (SQLException e) {
      throw new IOException(
          "%s: is Parquet, which needs DuckDB's JDBC driver (org.duckdb:duckdb_jdbc) on the class path: %s; or write the table as Arrow IPC or CSV"
              .formatted(file, DuckDb.firstLine(e)),
          e);
    }
    try {
      return new ParquetRows(file, connection);
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw unreadable(file, e);
    }
  }

  private static List<TableField> fields(ResultSetMetaData columns) throws SQLException {
    List<TableField> fields = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String type = columns.getColumnTypeName(i);
      fields.add(new TableField(columns.getColumnName(i), type(type), type));
    }
    return fields;
  }

  private static TableField.Type type(String name) {
    if (NUMBER.matcher(name).matches()) {
      return TableField.Type.NUMBER;
    }
    return TEXT.matcher(name).matches() ? TableField.Type.TEXT : TableField.Type.OTHER;
  }

  @Override
  public List<TableField> fields() {
    return fields;
  }

  @Override
  public boolean next() throws IOException {
    try {
      row++;
      return rows.next();
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public long number() {
    return row;
  }

  @Override
  public String place(long number) {
    return "%s: row %d".formatted(file, number);
  }

  @Override
  public Object value(int field) throws IOException {
    try {
      Object value = rows.getObject(field + 1);
      return value == null || value instanceof Number ? value : value.toString();
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }

  private static IOException unreadable(Path file, SQLException e) {
    return new IOException(
        "%s: cannot be read as Parquet: %s; write the file again"
            .formatted(file, DuckDb.firstLine(e)),
        e);
  }

  @Override
  public void close() throws IOException {
    try (connection;
        query;
        rows) {
      row = 0;
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }
}
