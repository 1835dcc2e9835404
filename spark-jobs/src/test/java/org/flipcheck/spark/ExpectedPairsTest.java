package org.flipcheck.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compare job reproduces what {@code make_expected.py} computed, and a wrong number shows. */
class ExpectedPairsTest {

  private static SparkSession spark;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeAll
  static void open() {
    spark = ExpectedPairs.openSession();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(ExpectedPairsTest.class.getResource("/expected-pairs").toURI());
  }

  private ExpectedPairs.Summary run(Path folder) throws IOException {
    return ExpectedPairs.run(spark, folder, new PrintStream(out, true, UTF_8));
  }

  @Test
  void everyNumberIsReproduced() throws Exception {
    ExpectedPairs.Summary summary = run(folder());

    assertThat(summary.differing()).as(out.toString(UTF_8)).isZero();
    assertThat(summary.pairs()).isEqualTo(8);
    assertThat(summary.leftOut()).isEqualTo(2);
    assertThat(summary.settings()).as("keep and exclude, score and thresholds").isEqualTo(11);
    assertThat(summary.refusals()).as("label conflicts twice, conflicting ids once").isEqualTo(3);
    assertThat(summary.compared()).isEqualTo(1444);
    assertThat(summary.equal()).isGreaterThan(summary.compared() * 9 / 10);
    assertThat(out.toString(UTF_8))
        .contains("LEFT OUT  animals")
        .contains("policy drop")
        .contains("LEFT OUT  survey")
        .contains("0 old and 1 new ids conflict")
        .contains("2 rows of ids that come more than once with different content, such as 'q4'");
  }

  @Test
  void aWrongNumberShows(@TempDir Path copy) throws Exception {
    ObjectNode file = copyOfOneSet("animals", copy);
    JsonNode pairs = file.at("/datasets/animals/pairs");
    ObjectNode first = (ObjectNode) pairs.get(0);
    increase(first, "old_rows", 1);
    increase((ObjectNode) first.at("/slice_mismatch"), "slice_time", 1);
    increase((ObjectNode) first.at("/overall"), "neg_flips", 1);
    increase((ObjectNode) first.at("/overall"), "nfr", 1e-16);
    increase((ObjectNode) first.at("/overall"), "nfr_rel", 1e-11);
    ObjectNode times = (ObjectNode) first.at("/slices/slice_time");
    times.set("dawn", times.remove("night"));
    increase((ObjectNode) times.get(""), "both_wrong_same", 1);
    new ObjectMapper().writeValue(copy.resolve("expected.json").toFile(), file);

    ExpectedPairs.Summary summary = run(copy);

    assertThat(differences())
        .containsExactly(
            "[keep] ledger slice_conflicts: expected 3, but it is 2",
            "[keep] ledger old_rows: expected 157, but it is 156",
            "[keep] ledger duplicate_identical_old: expected 4, but it is 3",
            "[keep] overall neg_flips: expected 22, but it is 21",
            "[keep] overall nfr: expected 0.14285714285714296, but it is 0.14285714285714285",
            "[keep] overall churn: expected 0.48299319727891155, but it is 0.47619047619047616",
            "[keep] overall nfr_rel: expected 0.9284210526415786, but it is 0.9284210526315789",
            "[keep] slice_time= both_wrong_same: expected 3, but it is 2",
            "[keep] slice_time=dawn: expected a slice, but it is not there",
            "[keep] slice_time=night: expected no slice, but it is there",
            "[exclude] ledger slice_conflicts: expected 3, but it is 2",
            "[exclude] ledger old_rows: expected 157, but it is 156",
            "[exclude] ledger duplicate_identical_old: expected 4, but it is 3");
    assertThat(summary.differing()).isEqualTo(13);
  }

  @Test
  void aRefusalThatDoesNotComeShows(@TempDir Path copy) throws Exception {
    ObjectNode file = copyOfOneSet("tasks", copy);
    ObjectNode pair = (ObjectNode) file.at("/datasets/tasks/pairs/0");
    increase(pair, "old_conflicting_keys", 1);
    new ObjectMapper().writeValue(copy.resolve("expected.json").toFile(), file);

    ExpectedPairs.Summary summary = run(copy);

    assertThat(summary.differing()).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("expected a refusal", "but it went through");
  }

  private List<String> differences() {
    return out.toString(UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("[") && line.contains("expected"))
        .toList();
  }

  private static ObjectNode copyOfOneSet(String set, Path to) throws Exception {
    Path predictions = folder().resolve(set).resolve("predictions");
    Files.createDirectories(to.resolve(set).resolve("predictions"));
    try (Stream<Path> files = Files.list(predictions)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(set).resolve("predictions").resolve(file.getFileName()));
      }
    }
    ObjectNode file =
        (ObjectNode) new ObjectMapper().readTree(folder().resolve("expected.json").toFile());
    ((ObjectNode) file.get("datasets")).retain(set);
    return file;
  }

  private static void increase(ObjectNode object, String field, double by) {
    if (object.get(field).isIntegralNumber()) {
      object.put(field, object.get(field).longValue() + (long) by);
    } else {
      double value = object.get(field).doubleValue();
      object.put(field, Math.max(value + by, Math.nextUp(value)));
    }
  }
}
