package org.flipcheck.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.metrics.CorrectnessRule;
import org.flipcheck.spark.CompareSpec.Columns;
import org.flipcheck.spark.CompareSpec.OnBadRow;

/**
 * One pair of {@code expected.json}: two prediction files and what comparing them has to give.
 *
 * @param set name of the folder that holds the files
 * @param folder that folder
 * @param numbers the pair's entry
 */
record ExpectedPair(String set, Path folder, JsonNode numbers) {

  /**
   * A part of the entry that one comparison has to reproduce.
   *
   * @param overall numbers of all pairs
   * @param slices numbers by slice column and value; missing where none are given
   */
  record Part(JsonNode overall, JsonNode slices) {}

  /**
   * One comparison of the pair.
   *
   * @param name what tells it from the pair's others
   * @param columns roles of the columns
   * @param rule what makes an answer right
   * @param onLabelConflict what to do with labels that differ
   * @param parts what it has to reproduce
   */
  record Setting(
      String name,
      Columns columns,
      Optional<CorrectnessRule> rule,
      OnBadRow onLabelConflict,
      List<Part> parts) {}

  /** Reads all pairs of a folder, in the order of the file. */
  static List<ExpectedPair> readAll(Path folder) throws IOException {
    JsonNode file = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    List<ExpectedPair> pairs = new ArrayList<>();
    file.path("datasets")
        .properties()
        .forEach(
            set ->
                set.getValue()
                    .path("pairs")
                    .forEach(
                        pair ->
                            pairs.add(
                                new ExpectedPair(
                                    set.getKey(), folder.resolve(set.getKey()), pair))));
    return pairs;
  }

  String oldFile() {
    return numbers.path("old").asText();
  }

  String newFile() {
    return numbers.path("new").asText();
  }

  /** What reports call the pair. */
  String name() {
    return "%s: %s -> %s (%s)".formatted(set, oldFile(), newFile(), policy());
  }

  private String policy() {
    return numbers.path("policy").asText();
  }

  /** Whether an id comes more than once with different content. */
  boolean hasConflictingIds() {
    return count("old_conflicting_keys") + count("new_conflicting_keys") > 0;
  }

  boolean hasLabelConflicts() {
    return count("n_label_mismatch") > 0;
  }

  private long count(String field) {
    return numbers.path(field).asLong(0);
  }

  /** Why the pair's numbers are nothing that Flipcheck would ever give; empty if they are. */
  Optional<String> leftOut() {
    if (hasConflictingIds()) {
      return Optional.of(
          "%d old and %d new ids conflict, and Flipcheck picks none of their rows"
              .formatted(count("old_conflicting_keys"), count("new_conflicting_keys")));
    }
    return policy().equals("first") || policy().equals("last")
        ? Optional.empty()
        : Optional.of(
            "policy %s: Flipcheck drops no id whose rows are identical".formatted(policy()));
  }

  /** The comparisons that together have to reproduce the pair. */
  List<Setting> settings() {
    return switch (numbers.path("kind").asText()) {
      case "correctness" -> graded();
      case "score" -> scored();
      case "churn only" ->
          List.of(
              new Setting(
                  "prediction", churnColumns(), Optional.empty(), OnBadRow.FAIL, List.of(main())));
      default -> throw new IllegalArgumentException(name() + ": unknown kind");
    };
  }

  /** The comparison with every choice left at its default. */
  Setting byDefault() {
    Setting first = settings().get(0);
    return new Setting("default", first.columns(), first.rule(), OnBadRow.FAIL, List.of());
  }

  private Part main() {
    return new Part(numbers.path("overall"), numbers.path("slices"));
  }

  private List<Setting> graded() {
    if (!hasLabelConflicts()) {
      return List.of(graded("correct", OnBadRow.FAIL, main()));
    }
    Part excluding = new Part(numbers.path("excluding_label_mismatch"), MissingNode.getInstance());
    return List.of(
        graded("keep", OnBadRow.KEEP, main()), graded("exclude", OnBadRow.EXCLUDE, excluding));
  }

  private Setting graded(String name, OnBadRow onLabelConflict, Part part) {
    Columns columns =
        columns(
            Optional.of("label"), Optional.of("prediction"), Optional.of("correct"), score(false));
    return new Setting(
        name, columns, Optional.of(new CorrectnessRule.Graded()), onLabelConflict, List.of(part));
  }

  private List<Setting> scored() {
    Columns columns = columns(Optional.empty(), Optional.empty(), Optional.empty(), score(true));
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting("score", columns, Optional.empty(), OnBadRow.FAIL, List.of(main())));
    numbers
        .path("thresholds")
        .properties()
        .forEach(
            entry -> {
              double threshold = Double.parseDouble(entry.getKey());
              JsonNode value = entry.getValue();
              settings.add(
                  new Setting(
                      "threshold " + entry.getKey(),
                      columns,
                      Optional.of(new CorrectnessRule.Threshold(threshold, threshold)),
                      OnBadRow.FAIL,
                      List.of(main(), new Part(value.path("overall"), value.path("slices")))));
            });
    return settings;
  }

  private Columns churnColumns() {
    return columns(Optional.empty(), Optional.of("prediction"), Optional.empty(), score(false));
  }

  private static Optional<String> score(boolean present) {
    return present ? Optional.of("score") : Optional.empty();
  }

  private Columns columns(
      Optional<String> label,
      Optional<String> prediction,
      Optional<String> correct,
      Optional<String> score) {
    return new Columns(
        List.of("example_id"),
        label,
        prediction,
        correct,
        score,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        sliceColumns(),
        List.of());
  }

  private List<String> sliceColumns() {
    Set<String> columns = new LinkedHashSet<>();
    numbers.path("slices").fieldNames().forEachRemaining(columns::add);
    numbers
        .path("thresholds")
        .forEach(t -> t.path("slices").fieldNames().forEachRemaining(columns::add));
    return List.copyOf(columns);
  }
}
