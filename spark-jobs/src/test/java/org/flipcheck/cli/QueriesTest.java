package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The queries under notebooks/queries, on the tables of a real run or of three: {@code flipcheck
 * query}, Spark SQL and DuckDB agree to the row, and the figures are those of
 * notebooks/data/README.md.
 */
class QueriesTest {

  private static final Path NOTEBOOKS =
      Path.of(System.getProperty("flipcheck.home")).resolve("notebooks");
  private static final Map<String, String> TABLES =
      Map.of("flips", "flips", "cells", "counts/cells", "confusion", "counts/confusion");

  /**
   * The queries over several runs; they need views that Spark and DuckDB have not of themselves.
   */
  private static final Set<String> OF_RUNS =
      Set.of("history.sql", "failing_slices.sql", "broken_again.sql");

  private static final String STRICT =
      """
      schema_version: 1
      rules:
        - metric: negative_flip_rate
          each: class_group
          max: 0.02
      """;

  @TempDir private static Path folder;

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

  /** The demo's update, the same judged strictly, and the way back. */
  @BeforeAll
  static void makeThreeRuns() throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), STRICT);
    String forth = NOTEBOOKS.resolve("data/fashion_mnist_old.parquet").toString();
    String back = NOTEBOOKS.resolve("data/fashion_mnist_new.parquet").toString();
    compare("a-update", forth, back);
    compare("b-strict", forth, back, "--policy", policy.toString());
    compare(
        "c-back",
        back,
        forth,
        "--policy",
        policy.toString(),
        "--old-name",
        "all-data",
        "--new-name",
        "third-data");
  }

  private static void compare(String name, String old, String candidate, String... more) {
    String classes = NOTEBOOKS.resolve("data/classes.txt").toString();
    List<String> line =
        new ArrayList<>(
            List.of(
                "compare",
                "--config",
                NOTEBOOKS.resolveSibling("conf/demo.yaml").toString(),
                "--old",
                old,
                "--new",
                candidate,
                "--old-classes",
                classes,
                "--new-classes",
                classes,
                "--out",
                folder.resolve("runs/" + name).toString()));
    line.addAll(List.of(more));
    DemoRun.run(new ByteArrayOutputStream(), line.toArray(String[]::new));
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

  static List<String> queriesOfOneRun() throws IOException {
    return queries().stream().filter(query -> !OF_RUNS.contains(query)).toList();
  }

  @ParameterizedTest
  @MethodSource("queriesOfOneRun")
  void bothEnginesAndTheCommandGiveTheSameRows(String query) throws Exception {
    List<String> inSpark = inSpark(query);

    assertThat(inSpark).isNotEmpty();
    assertThat(inDuckDb(text(query))).isEqualTo(inSpark);
    assertThat(byCommand(DemoRun.get().folder(), query)).isEqualTo(inSpark);
  }

  @Test
  void queriesOfSeveralRunsGiveTheSameRowsInBothEngines() throws Exception {
    Path runs = folder.resolve("runs");
    try (Statement statement = duckDb.createStatement()) {
      // A connection's own schema: the views of one run stay as they are.
      statement.execute("CREATE SCHEMA several");
      statement.execute("USE several");
      for (String view : List.of("flips", "runs", "metrics", "findings")) {
        Path file = write(runs, "--file", writeQuery("SELECT * FROM " + view));
        statement.execute("CREATE VIEW %s AS FROM '%s'".formatted(view, file));
      }
      for (String query : OF_RUNS) {
        List<String> byCommand = byCommand(runs, query);
        assertThat(byCommand).as(query).isNotEmpty();
        assertThat(inDuckDb(text(query))).as(query).isEqualTo(byCommand);
      }
      assertThat(byCommand(runs, "history.sql"))
          .extracting(
              row ->
                  row.replaceFirst(" \\| [^|]*(?= \\|)", "").replaceFirst("( \\| [^|]*){3}$", ""))
          .containsExactly(
              "a-update | third-data | all-data | null | 10000 | 261 | 0.0261",
              "b-strict | third-data | all-data | FAIL | 10000 | 261 | 0.0261",
              "c-back | all-data | third-data | FAIL | 10000 | 461 | 0.0461");
      assertThat(byCommand(runs, "failing_slices.sql"))
          .first()
          .asString()
          .startsWith(
              "class_group=tops | negative_flip_rate <= 0.02 for each class_group | 2 | b-strict | 4000 | 0.057 | ");
      assertThat(byCommand(runs, "broken_again.sql"))
          .hasSize(50)
          .allMatch(row -> row.contains(" | 2 | a-update | b-strict"));
    } finally {
      try (Statement statement = duckDb.createStatement()) {
        statement.execute("USE main");
      }
    }
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

  private static String writeQuery(String sql) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "query", ".sql"), sql).toString();
  }

  /** What {@code flipcheck query} writes. */
  private static Path write(Path runs, String... query) {
    Path file = folder.resolve(UUID.randomUUID() + ".parquet");
    List<String> line = new ArrayList<>(List.of("query", "--runs", runs.toString()));
    line.addAll(List.of(query));
    line.addAll(List.of("--format", "parquet", "--out", file.toString()));
    int code = DemoRun.run(new ByteArrayOutputStream(), line.toArray(String[]::new));
    assertThat(code).isEqualTo(ExitCode.PASS);
    return file;
  }

  private static List<String> byCommand(Path runs, String query) throws SQLException {
    Path file = write(runs, "--file", NOTEBOOKS.resolve("queries").resolve(query).toString());
    return inDuckDb("FROM '%s'".formatted(file));
  }

  private static List<String> inDuckDb(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
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
