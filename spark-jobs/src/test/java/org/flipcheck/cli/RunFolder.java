package org.flipcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The files of a finished run, read as its users read them. */
final class RunFolder {

  private static final List<String> OUTCOMES =
      List.of("both_right", "negative_flips", "positive_flips", "both_wrong");

  private final Path folder;
  private final SparkSession spark;

  RunFolder(Path folder, SparkSession spark) {
    this.folder = folder;
    this.spark = spark;
  }

  JsonNode json() {
    try {
      return new ObjectMapper().readTree(folder.resolve("result.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String runId() {
    return json().at("/run/id").asText();
  }

  /** The result, but for when it was made and by which settings. */
  JsonNode withoutRun() {
    JsonNode json = json();
    ((ObjectNode) json).remove("run");
    return json;
  }

  /** Every row of a table that may not be there, sorted. */
  List<String> all(String table) {
    Path place = folder.resolve(table);
    if (!Files.exists(place)) {
      return List.of();
    }
    String format = isArrow(place) ? "arrow" : "parquet";
    return spark.read().format(format).load(place.toString()).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static boolean isArrow(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      return files.anyMatch(file -> file.toString().endsWith(".arrow"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try {
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts as {@code n = both right + negative + positive + both wrong (same, different)}. */
  String counts() {
    return counts(json().at("/overall/counts"));
  }

  private static String counts(JsonNode counts) {
    return "%s = %s + %s + %s + %s (%s, %s)"
        .formatted(
            counts.path("n").asText(),
            counts.path("both_right").asText(),
            counts.path("negative_flips").asText(),
            counts.path("positive_flips").asText(),
            counts.path("both_wrong").asText(),
            counts.path("both_wrong_same").asText(),
            counts.path("both_wrong_different").asText());
  }

  /** The same of every slice, by its values. */
  Map<String, String> slices() {
    Map<String, String> slices = new LinkedHashMap<>();
    json()
        .path("slices")
        .forEach(slice -> slices.put(slice.path("slice").toString(), counts(slice.path("counts"))));
    return slices;
  }

  /** A number of the join ledger. */
  long ledger(String bucket) {
    JsonNode value = json().path("ledger").path(bucket);
    assertTrue(value.isIntegralNumber(), bucket);
    return value.asLong();
  }

  /** The value of a metric, as it is written. */
  String metric(String name) {
    return json().at("/overall/metrics/" + name + "/value").toString();
  }

  String verdict() {
    return json().at("/gate/verdict").asText();
  }

  /** Some columns of the flip table, a row a line, sorted. */
  List<String> flips(String... columns) {
    return rows("flips", columns);
  }

  Dataset<Row> table(String name) {
    return spark.read().parquet(folder.resolve(name).toString());
  }

  List<String> rows(String table, String... columns) {
    return table(table)
        .selectExpr(
            Stream.of(columns)
                .map(name -> "`" + name.replace("`", "``") + "`")
                .toArray(String[]::new))
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  /** Checks what holds for every run: ledger, slices and cells add up, and all files are there. */
  RunFolder check() {
    JsonNode json = json();
    checkSide(json.path("ledger"), "old");
    checkSide(json.path("ledger"), "new");
    assertEquals(
        ledger("matched"),
        ledger("judged") + ledger("ungraded") + ledger("label_conflicts_excluded"));
    JsonNode counts = json.at("/overall/counts");
    if (counts.hasNonNull("both_right")) {
      assertEquals(
          counts.path("n").asLong(),
          OUTCOMES.stream().mapToLong(outcome -> counts.path(outcome).asLong()).sum());
      assertEquals(ledger("judged"), counts.path("n").asLong());
    }
    Map<String, Long> bySet = new LinkedHashMap<>();
    json.path("slices")
        .forEach(
            slice -> {
              StringBuilder set = new StringBuilder();
              slice
                  .path("slice")
                  .fieldNames()
                  .forEachRemaining(name -> set.append(name).append(' '));
              bySet.merge(set.toString(), slice.at("/counts/n").asLong(), Long::sum);
            });
    bySet.forEach((set, n) -> assertEquals(ledger("judged"), n, "slices of " + set));
    assertTrue(Files.exists(folder.resolve("report.md")));
    assertEquals(json.hasNonNull("gate"), Files.exists(folder.resolve("junit.xml")));
    return this;
  }

  private void checkSide(JsonNode ledger, String side) {
    long sum =
        Stream.of(
                    "null_id_",
                    "duplicate_identical_",
                    "duplicate_conflicting_",
                    "unusable_",
                    "missing_prediction_",
                    "partner_excluded_")
                .mapToLong(bucket -> ledger(bucket + side))
                .sum()
            + ledger("only_" + side)
            + ledger("matched");
    assertEquals(ledger.path(side + "_rows").asLong(), sum, side + " rows");
  }
}
