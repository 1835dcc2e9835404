package org.flipcheck.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.CorrectnessRule.Equals;
import org.flipcheck.metrics.CorrectnessRule.Graded;
import org.flipcheck.metrics.CorrectnessRule.SetEquals;
import org.flipcheck.metrics.CorrectnessRule.Threshold;
import org.flipcheck.metrics.CorrectnessRule.Tolerance;
import org.flipcheck.metrics.CorrectnessRule.TopK;

/**
 * What every {@link CorrectnessRule} makes of every kind of pair: the resource {@code
 * truth-table.csv}. The rules exist in several dialects (plain Java, Spark, tensors); the tests of
 * each reproduce each case.
 */
public final class TruthTable {
  private static final String RESOURCE = "truth-table.csv";
  private static final String UNGRADED = "ungraded";

  private TruthTable() {}

  /**
   * One pair and what it is.
   *
   * @param name what the case shows
   * @param rule the rule it is judged by
   * @param oldSide the row of the old model
   * @param newSide the row of the new model
   * @param expected the outcome; empty for a pair that cannot be judged
   */
  public record Case(
      String name, CorrectnessRule rule, Row oldSide, Row newSide, Optional<FlipOutcome> expected) {

    /** The name, so that test reports can tell cases apart. */
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * One side's row as a data set would have it. Texts are as written in the resource: a number
   * under {@code tolerance}, {@code [a|b]} for a list, see {@link #items}.
   *
   * @param label the truth; a list under {@code set_equals}
   * @param answer what the model said; a list under {@code top_k} and {@code set_equals}
   * @param grade whether somebody judged it right
   * @param score its score
   */
  public record Row(
      Optional<String> label,
      Optional<String> answer,
      Optional<Boolean> grade,
      OptionalDouble score) {}

  /**
   * Reads the table.
   *
   * @return all cases, in the order of the resource
   */
  public static List<Case> load() {
    List<Case> cases = new ArrayList<>();
    List<String> header = List.of();
    for (String line : lines()) {
      if (line.startsWith("#")) {
        continue;
      }
      List<String> cells = List.of(line.split(",", -1));
      if (header.isEmpty()) {
        header = cells;
      } else {
        cases.add(toCase(named(header, cells)));
      }
    }
    return cases;
  }

  /**
   * The items of a list such as {@code [a|b]}.
   *
   * @param list an answer or label in the notation of the resource
   * @return its items; none for {@code []}
   */
  public static List<String> items(String list) {
    String inner = list.substring(1, list.length() - 1);
    return inner.isEmpty() ? List.of() : List.of(inner.split("\\|", -1));
  }

  /**
   * A side's label in the form that a rule takes.
   *
   * @param rule the rule of the case
   * @param row the side
   * @return the label in the form of {@link Answers}; null where it is missing
   */
  public static String label(CorrectnessRule rule, Row row) {
    return row.label().map(text -> canonical(rule, text)).orElse(null);
  }

  /**
   * A side's prediction in the form that a rule takes.
   *
   * @param rule the rule of the case
   * @param row the side
   * @return the prediction
   */
  public static Prediction prediction(CorrectnessRule rule, Row row) {
    boolean list = rule instanceof TopK || rule instanceof SetEquals;
    Optional<String> answer =
        rule instanceof TopK
            ? row.answer().map(text -> Answers.ofList(items(text)))
            : row.answer().map(text -> canonical(rule, text));
    List<String> ranking = list ? row.answer().map(TruthTable::items).orElse(List.of()) : List.of();
    return new Prediction(answer, ranking, row.grade(), row.score());
  }

  private static String canonical(CorrectnessRule rule, String text) {
    if (rule instanceof SetEquals) {
      return Answers.ofList(items(text).stream().distinct().sorted().toList());
    }
    return rule instanceof Tolerance ? Answers.parseNumber(text).orElseThrow() : text;
  }

  private static List<String> lines() {
    try (InputStream resource = TruthTable.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> named(List<String> names, List<String> values) {
    if (names.size() != values.size()) {
      throw new IllegalStateException(
          "%s: %d cells instead of %d: %s"
              .formatted(RESOURCE, values.size(), names.size(), values));
    }
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      cells.put(names.get(i), values.get(i));
    }
    return cells;
  }

  private static Case toCase(Map<String, String> cells) {
    String expected = cells.get("expected");
    return new Case(
        cells.get("name"),
        rule(cells.get("rule"), parameters(cells.get("parameters"))),
        row(cells, "old_"),
        row(cells, "new_"),
        expected.equals(UNGRADED)
            ? Optional.empty()
            : Optional.of(FlipOutcome.fromKey(expected).orElseThrow()));
  }

  private static Row row(Map<String, String> cells, String side) {
    Optional<String> score = cell(cells, side + "score");
    return new Row(
        cell(cells, side + "label"),
        cell(cells, side + "answer"),
        cell(cells, side + "grade").map(Boolean::valueOf),
        score.isPresent()
            ? OptionalDouble.of(Double.parseDouble(score.get()))
            : OptionalDouble.empty());
  }

  private static Optional<String> cell(Map<String, String> cells, String name) {
    return Optional.of(cells.get(name)).filter(text -> !text.isEmpty());
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      String[] parts = parameter.split("=", 2);
      parameters.put(parts[0], parts[1]);
    }
    return parameters;
  }

  private static CorrectnessRule rule(String key, Map<String, String> parameters) {
    return switch (key) {
      case "equals" -> new Equals();
      case "graded" -> new Graded();
      case "threshold" -> new Threshold(number(parameters, "old"), number(parameters, "new"));
      case "tolerance" ->
          new Tolerance(number(parameters, "absolute"), number(parameters, "relative"));
      case "top_k" -> new TopK(Integer.parseInt(parameters.get("k")));
      case "set_equals" -> new SetEquals();
      default -> throw new IllegalStateException(RESOURCE + ": no rule is called " + key);
    };
  }

  private static double number(Map<String, String> parameters, String name) {
    return Double.parseDouble(parameters.get(name));
  }
}
