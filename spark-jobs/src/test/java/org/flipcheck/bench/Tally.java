package org.flipcheck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a contender counted: every slice by outcome, every confusion, and the judged pairs. */
final class Tally {

  private static final String JUDGED = "judged";

  /** Outcomes by the name of their count in {@code result.json}. */
  private static final Map<String, String> COUNTS =
      Map.of(
          "both_right", "both_right",
          "negative_flips", "negative_flip",
          "positive_flips", "positive_flip",
          "both_wrong_same", "both_wrong_same",
          "both_wrong_different", "both_wrong_different");

  private final Map<String, Long> counts = new TreeMap<>();

  private void add(String key, long n) {
    counts.merge(key, n, Math::addExact);
  }

  void addSlice(String column, String value, String outcome, long n) {
    add(String.join("\t", column, value, outcome), n);
  }

  /** Adds a confusion; what all confusions sum up to is the number of judged pairs. */
  void addConfusion(String label, String old, String candidate, String outcome, long n) {
    add(String.join("\t", "confusion", label, old, candidate, outcome), n);
    add(JUDGED, n);
  }

  long judged() {
    return counts.getOrDefault(JUDGED, 0L);
  }

  /** Cells that hold any pair. */
  int cells() {
    return counts.size();
  }

  /** The sum of an outcome over all values of a column. */
  long sum(String column, String outcome) {
    return counts.entrySet().stream()
        .filter(cell -> cell.getKey().startsWith(column + "\t"))
        .filter(cell -> cell.getKey().endsWith("\t" + outcome))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    counts.forEach((key, n) -> lines.add(key + "\t" + n));
    Files.write(file, lines);
  }

  static Tally read(Path file) throws IOException {
    Tally tally = new Tally();
    for (String line : Files.readAllLines(file)) {
      int tab = line.lastIndexOf('\t');
      tally.add(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
    }
    return tally;
  }

  /**
   * What a run of {@code flipcheck compare} counted: slices of {@code result.json}, confusions of
   * {@code counts/confusion}.
   *
   * @throws IllegalStateException if the ledger's judged pairs are not those of the confusions
   */
  static Tally ofRun(Path run, DuckDb duck) throws IOException, SQLException {
    Tally tally = new Tally();
    JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
    for (JsonNode slice : result.path("slices")) {
      String column = slice.path("slice").fieldNames().next();
      String value = slice.path("slice").path(column).asText();
      COUNTS.forEach(
          (count, outcome) -> {
            long n = slice.path("counts").path(count).asLong();
            if (n > 0) {
              tally.addSlice(column, value, outcome, n);
            }
          });
    }
    String confusion =
        "SELECT label, old_prediction, new_prediction, outcome, n FROM '%s/*.parquet'"
            .formatted(run.resolve("counts/confusion"));
    for (Object[] row : duck.rows(confusion)) {
      tally.addConfusion(
          (String) row[0],
          (String) row[1],
          (String) row[2],
          (String) row[3],
          ((Number) row[4]).longValue());
    }
    long judged = result.at("/ledger/judged").asLong();
    if (judged != tally.judged()) {
      throw new IllegalStateException(
          "%s: the ledger has %d judged pairs, the confusions have %d"
              .formatted(run, judged, tally.judged()));
    }
    return tally;
  }

  /** Every cell in which another tally differs, one a line. */
  List<String> differences(Tally other) {
    TreeSet<String> keys = new TreeSet<>(counts.keySet());
    keys.addAll(other.counts.keySet());
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      long mine = counts.getOrDefault(key, 0L);
      long theirs = other.counts.getOrDefault(key, 0L);
      if (mine != theirs) {
        lines.add("%s: %d and %d".formatted(key.replace('\t', ' '), mine, theirs));
      }
    }
    return lines;
  }
}
