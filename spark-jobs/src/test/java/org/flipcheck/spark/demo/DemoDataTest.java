package org.flipcheck.spark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under notebooks/data are what their README says, read by another engine than Spark. */
class DemoDataTest {

  private static final Path DATA = Path.of("../notebooks/data");
  private static final String CLASSES =
      "['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag',"
          + " 'Ankle boot']";

  private Connection duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void smallAndWithoutTracesOfTheMachineThatMadeThem(String model)
      throws SQLException, IOException {
    assertThat(Files.size(DATA.resolve("fashion_mnist_" + model + ".parquet")))
        .isLessThan(2_000_000);
    assertThat(
            rows(
                "SELECT decode(key) FROM parquet_kv_metadata('%s') ORDER BY ALL"
                    .formatted(file(model))))
        .containsExactly("org.apache.spark.sql.parquet.row.metadata", "org.apache.spark.version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void columns(String model) throws SQLException {
    assertThat(
            rows(
                "SELECT column_name, column_type FROM (DESCRIBE FROM '%s')".formatted(file(model))))
        .containsExactly(
            "example_id VARCHAR",
            "label VARCHAR",
            "prediction VARCHAR",
            "score DOUBLE",
            "logits FLOAT[]",
            "class_group VARCHAR",
            "brightness VARCHAR",
            "coverage VARCHAR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void tenThousandTestImagesInTheirOrder(String model) throws SQLException {
    assertThat(
            rows(
                """
                SELECT count(*), count(DISTINCT example_id),
                  bool_and(example_id = format('fashion-mnist-test-{:05d}', file_row_number)),
                  bool_and(COLUMNS(* EXCLUDE file_row_number) IS NOT NULL)
                FROM read_parquet('%s', file_row_number = true)
                """
                    .formatted(file(model))))
        .containsExactly("10000 10000" + " true".repeat(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  void predictionAndScoreFollowFromTheLogits(String model) throws SQLException {
    assertThat(
            rows(
                """
                SELECT bool_and(len(logits) = 10),
                  bool_and(prediction = %s[list_position(logits, list_max(logits))]),
                  bool_and(abs(score * list_sum(list_transform(logits, lambda z:
                    exp(z::DOUBLE - list_max(logits)::DOUBLE))) - 1) < 1e-12)
                FROM '%s'
                """
                    .formatted(CLASSES, file(model))))
        .containsExactly("true true true");
  }

  @Test
  void bothSidesAgreeOnTheTruthAndTheSlices() throws SQLException {
    assertThat(
            rows(
                """
                SELECT example_id, label, class_group, brightness, coverage FROM '%s'
                EXCEPT
                SELECT example_id, label, class_group, brightness, coverage FROM '%s'
                """
                    .formatted(file("old"), file("new"))))
        .isEmpty();
  }

  @Test
  void countsOfTheReadme() throws SQLException {
    assertThat(
            rows(
                """
                SELECT count(*),
                  count(*) FILTER (o.prediction = o.label),
                  count(*) FILTER (n.prediction = n.label),
                  count(*) FILTER (o.prediction = o.label AND n.prediction <> n.label),
                  count(*) FILTER (o.prediction <> o.label AND n.prediction = n.label),
                  count(*) FILTER (o.prediction <> o.label AND n.prediction = o.prediction)
                FROM '%s' o JOIN '%s' n USING (example_id)
                """
                    .formatted(file("old"), file("new"))))
        .containsExactly("10000 8834 9034 261 461 608");
  }

  private static String file(String model) {
    return DATA.resolve("fashion_mnist_" + model + ".parquet").toString();
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          cells.add(result.getString(i));
        }
        rows.add(String.join(" ", cells));
      }
    }
    return rows;
  }
}
