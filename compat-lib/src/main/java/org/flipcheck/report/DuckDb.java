package org.flipcheck.report;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;

/** DuckDB in this process: in memory of its own, streaming, and forbidden to fetch extensions. */
public final class DuckDb {

  private static final Pattern GLOB = Pattern.compile("[*?\\[]");

  private DuckDb() {}

  /**
   * Opens an empty database that lives as long as the connection.
   *
   * @return the connection, to be closed
   * @throws SQLException if DuckDB's JDBC driver is not on the class path, or does not start
   */
  public static Connection open() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("threads", "1");
    return DriverManager.getConnection("jdbc:duckdb:", settings);
  }

  /**
   * A path as DuckDB's readers take it, who would find patterns in it.
   *
   * @param path any
   * @return the same, to be read as it is
   */
  public static String literal(String path) {
    return GLOB.matcher(path).replaceAll("[$0]");
  }

  /**
   * What went wrong, in a line.
   *
   * @param failure DuckDB's
   * @return the first line of its message
   */
  public static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
