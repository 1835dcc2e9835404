package org.flipcheck.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A run's folder, read without Spark, so that two runs can be held against each other. */
record FinishedRun(Path folder, Connection duckDb) {

  /** The result without what differs from run to run: its id and its time. */
  JsonNode result() throws IOException {
    ObjectNode result = read("result.json");
    ((ObjectNode) result.path("run")).remove(List.of("id", "created_at"));
    return result;
  }

  /**
   * The manifest of the counts, without what names the run and its files: those have names of
   * chance.
   */
  JsonNode manifest() throws IOException {
    ObjectNode manifest = read("counts/manifest.json");
    manifest.remove(List.of("run_id", "files", "sha256"));
    return manifest;
  }

  /** Numbers keep every digit they are written with. */
  private ObjectNode read(String file) throws IOException {
    return (ObjectNode)
        new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .readTree(folder.resolve(file).toFile());
  }

  private String files(String table) {
    return "read_parquet('%s/%s/**/*.parquet', hive_partitioning = true)".formatted(folder, table);
  }

  /** How often a row of a table is in this run but not in the other one, as multisets. */
  long rowsMissingIn(FinishedRun other, String table) throws SQLException {
    return number(
        "SELECT count(*) FROM (SELECT * FROM %s EXCEPT ALL SELECT * FROM %s)"
            .formatted(files(table), other.files(table)));
  }

  long rows(String table) throws SQLException {
    return number("SELECT count(*) FROM " + files(table));
  }

  long distinct(String column, String table) throws SQLException {
    return number("SELECT count(DISTINCT %s) FROM %s".formatted(column, files(table)));
  }

  private long number(String query) throws SQLException {
    try (Statement statement = duckDb.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
