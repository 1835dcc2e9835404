package org.flipcheck.mend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flipcheck.mend.Predictions.Row;

/** Makes predictions of the lines of a file, and gathers what is wrong with them. */
final class RowReader {

  private static final int MOST_PROBLEMS = 10;

  private final Path file;
  private final PredictionColumns columns;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private boolean someAnswerIsALabel;
  private long more;

  RowReader(Path file, PredictionColumns columns) {
    this.file = file;
    this.columns = columns;
  }

  /** Makes sure that a header has all that is needed. */
  void requireColumns(List<String> header) {
    List<String> missing =
        Stream.of(
                Stream.of(columns.id(), columns.prediction()),
                columns.correct().or(columns::label).stream(),
                columns.slices().stream())
            .flatMap(names -> names)
            .filter(name -> !header.contains(name))
            .map(
                name ->
                    "%s: has no column %s; it has %s"
                        .formatted(file, name, String.join(", ", header)))
            .toList();
    if (!missing.isEmpty()) {
      throw new MendException(missing);
    }
  }

  void add(long line, Map<String, String> values) {
    String id = values.get(columns.id());
    String answer = values.get(columns.prediction());
    Optional<String> label = columns.label().map(values::get);
    Optional<String> grade = columns.correct().map(values::get);
    boolean hasId = require(line, columns.id(), id);
    boolean hasAnswer = require(line, columns.prediction(), answer);
    boolean hasTruth =
        columns.correct().isPresent()
            ? require(line, columns.correct().get(), grade.orElse(null))
            : require(line, columns.label().orElse("label"), label.orElse(null));
    if (!hasId || !hasAnswer || !hasTruth) {
      return;
    }
    boolean isRight =
        grade.isPresent() ? graded(line, grade.get()) : answer.equals(label.orElseThrow());
    someAnswerIsALabel |= isRight;
    List<Optional<String>> slices =
        columns.slices().stream().map(name -> Optional.ofNullable(values.get(name))).toList();
    if (rows.put(id, new Row(label, answer, isRight, slices)) != null) {
      problem(line, "id %s occurs twice; every example is predicted once".formatted(id));
    }
  }

  private boolean require(long line, String column, String value) {
    if (value == null) {
      problem(line, "has no %s; every example needs one".formatted(column));
    }
    return value != null;
  }

  private boolean graded(long line, String grade) {
    return switch (grade) {
      case "true", "True", "TRUE", "1" -> true;
      case "false", "False", "FALSE", "0" -> false;
      default -> {
        problem(
            line,
            "%s is %s, it must be true, false, 1 or 0"
                .formatted(columns.correct().orElseThrow(), grade));
        yield false;
      }
    };
  }

  private void problem(long line, String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add("%s:%d: %s".formatted(file, line, what));
    } else {
      more++;
    }
  }

  Predictions finish() {
    if (more > 0) {
      problems.add("%s: and %d more".formatted(file, more));
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
    if (rows.isEmpty()) {
      throw new MendException("%s: holds no example; write a line for each".formatted(file));
    }
    if (!someAnswerIsALabel && columns.correct().isEmpty() && vocabulariesAreApart()) {
      throw new MendException(
          "%s: no answer ever is a label: answers look like %s, labels like %s; write both in the same words"
              .formatted(file, some(true), some(false)));
    }
    return Predictions.of(columns.slices(), rows);
  }

  private boolean vocabulariesAreApart() {
    TreeSet<String> labels = new TreeSet<>();
    rows.values().forEach(row -> row.label().ifPresent(labels::add));
    return rows.values().stream().noneMatch(row -> labels.contains(row.answer()));
  }

  private String some(boolean answers) {
    return String.join(
        ", ",
        rows.values().stream()
            .map(row -> answers ? row.answer() : row.label().orElse(null))
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .limit(3)
            .toList());
  }
}
