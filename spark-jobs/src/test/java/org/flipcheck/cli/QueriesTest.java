package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The queries under notebooks/queries, on the tables of a real run: Spark SQL and DuckDB agree to
 * the row, and the figures are those of notebooks/data/README.md.
 */
class QueriesTest {

  private static final Path NOTEBOOKS =
      Path.of(System.getProperty("flipcheck.home")).resolve("notebooks");
  private static final Map<String, String> TABLES =
      Map.of("flips", "flips", "cells", "counts/cells", "confusion", "counts/confusion");

  /** Enough to tell figures apart, and fewer than the two engines' sums may differ in. */
  private static final MathContext DIGITS = new MathContext(12);

  private static boolean guest;
  private static SparkSession spark;
  private static Connection duckDb;

  @BeforeAll
  static void createTheViews() throws SQLException {
    Path folder = DemoRun.get().folder();
    guest = SparkSession.getDefaultSession().isDefined();
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("flipcheck queries")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.catalogImplementation", "in-memory")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
    for (var table : TABLES.entrySet()) {
      Path path = folder.resolve(table.getValue());
      spark.sql(
          "CREATE OR REPLACE TEMPORARY VIEW %s USING parquet OPTIONS (path '%s')"
              .formatted(table.getKey(), path));
      try (Statement statement = duckDb.createStatement()) {
        statement.execute(
            "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/**/*.parquet', hive_partitioning = true)"
                .formatted(table.getKey(), path));
      }
    }
  }

  @AfterAll
  static void close() throws SQLException {
    TABLES.keySet().forEach(spark.catalog()::dropTempView);
    if (!guest) {
      spark.stop();
    }
    duckDb.close();
  }

  static List<String> queries() throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS.resolve("queries"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void bothEnginesGiveTheSameRows(String query) throws Exception {
    List<String> inSpark = inSpark(query);

    assertThat(inSpark).isNotEmpty();
    assertThat(inDuckDb(query)).isEqualTo(inSpark);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void theReadmeTellsOfEveryQuery(String query) throws IOException {
    assertThat(Files.readString(NOTEBOOKS.resolve("README.md")))
        .contains("(queries/%s)".formatted(query));
  }

  @Test
  void outcomes() throws Exception {
    assertThat(inSpark("outcomes.sql"))
        .containsExactly(
            "both_right | 8573 | 0.8573",
            "both_wrong_same | 608 | 0.0608",
            "positive_flip | 461 | 0.0461",
            "negative_flip | 261 | 0.0261",
            "both_wrong_different | 97 | 0.0097");
  }

  @Test
  void mostNegativeFlipsAreTops() throws Exception {
    assertThat(inSpark("worst_slices.sql"))
        .hasSize(8)
        .first()
        .isEqualTo("class_group | tops | 4000 | 228 | 0.057 | 123.6");
  }

  @Test
  void coatsLoseMoreThanTheyWin() throws Exception {
    assertThat(inSpark("labels_that_lose.sql"))
        .hasSize(10)
        .first()
        .isEqualTo("Coat | 1000 | 69 | 39 | -30");
  }

  @Test
  void aTurnHasAsManyExamplesAsTheTableOfTurnsSays() throws Exception {
    int coatsToPullovers = inSpark("examples_of_a_turn.sql").size();

    assertThat(inSpark("what_became_what.sql"))
        .contains("Coat | Pullover | %d".formatted(coatsToPullovers));
  }

  @Test
  void everyChangedAnswerWeighsOne() throws Exception {
    assertThat(inSpark("weight_of_changes.sql"))
        .containsExactly(
            "positive_flip | 461 | 461",
            "negative_flip | 261 | 261",
            "both_wrong_different | 97 | 97");
  }

  @Test
  void theCrossesOfTheDemo() throws Exception {
    assertThat(inSpark("crosses.sql")).isNotEmpty().first().asString().startsWith("tops | ");
  }

  @Test
  void columnsOfTheReadme() throws IOException {
    List<String> columns =
        TABLES.keySet().stream()
            .flatMap(table -> Stream.of(spark.table(table).schema().fieldNames()))
            .distinct()
            .toList();
    String readme = Files.readString(NOTEBOOKS.resolve("README.md"));

    assertThat(columns).allSatisfy(column -> assertThat(readme).contains("`" + column + "`"));
  }

  private static String text(String query) throws IOException {
    return Files.readString(NOTEBOOKS.resolve("queries").resolve(query));
  }

  private static List<String> inSpark(String query) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Row row : spark.sql(text(query)).collectAsList()) {
      rows.add(line(row.size(), row::get));
    }
    return rows;
  }

  private static List<String> inDuckDb(String query) throws IOException, SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(text(query))) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> cells = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          cells.add(result.getObject(i));
        }
        rows.add(line(width, cells::get));
      }
    }
    return rows;
  }

  private static String line(int width, IntFunction<Object> cell) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      Object value = cell.apply(i);
      cells.add(
          value instanceof Number number
              ? new BigDecimal(number.toString()).round(DIGITS).stripTrailingZeros().toPlainString()
              : String.valueOf(value));
    }
    return String.join(" | ", cells);
  }
}
