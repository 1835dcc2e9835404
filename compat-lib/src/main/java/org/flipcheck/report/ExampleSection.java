package org.flipcheck.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.FlipExamples.Column;
import org.flipcheck.report.FlipExamples.Example;
import org.flipcheck.report.FlipExamples.Role;

/** The flipped examples themselves, and what was left out. */
final class ExampleSection {

  /** A column with more different texts than this is not offered to pick from. */
  private static final int MOST_CHOICES = 100;

  private ExampleSection() {}

  /** The section; empty where there is neither an example nor anything to say of their absence. */
  static Optional<PageSection> of(ComparisonResult result, FlipExamples examples) {
    if (examples.missing().isPresent()) {
      return Optional.of(
          section(
              List.of(
                  "The examples cannot be shown, nor counts that need them: %s."
                      .formatted(examples.missing().get())),
              List.of()));
    }
    if (kept(result, "none")) {
      return Optional.of(
          section(
              List.of("No examples were kept: the comparison was run with --flips none."),
              List.of()));
    }
    List<String> notes = new ArrayList<>();
    notes.add(contents(result, examples));
    if (kept(result, "all")) {
      notes.add("Pairs whose answer did not change are in flips/ alone.");
    }
    if (examples.rows().isEmpty()) {
      return Optional.of(section(notes, List.of()));
    }
    notes.add(order(examples) + " Long texts are cut at 300 characters.");
    return Optional.of(section(notes, List.of(table(examples))));
  }

  private static PageSection section(List<String> notes, List<DataTable> tables) {
    return new PageSection("examples", "Examples", "Flipped examples", notes, tables);
  }

  private static boolean kept(ComparisonResult result, String which) {
    return which.equalsIgnoreCase(String.valueOf(result.run().config().get("flips")));
  }

  private static String order(FlipExamples examples) {
    boolean hasSurety =
        examples.columns().stream()
            .map(Column::name)
            .filter(name -> name.equals("new_margin") || name.equals("new_score"))
            .flatMap(name -> examples.place(name).stream())
            .anyMatch(
                place -> examples.rows().stream().anyMatch(row -> row.cells().get(place) != null));
    return hasSurety
        ? "Within an outcome those come first where both models were surest, by margin or score."
        : "Within an outcome they stand in the order of their ids.";
  }

  /** What is there, and what is not: {@code All 261 negative flips; 50 of 461 positive flips}. */
  private static String contents(ComparisonResult result, FlipExamples examples) {
    Map<String, Long> shown = examples.outcomes();
    List<String> parts = new ArrayList<>();
    for (FlipOutcome outcome : FlipOutcome.values()) {
      long listed = shown.getOrDefault(outcome.key(), 0L);
      Optional<Long> counted = counted(result, outcome).filter(n -> n >= listed);
      if (listed > 0 || (examples.limit().isPresent() && counted.orElse(0L) > 0)) {
        parts.add(part(outcome, listed, counted));
      }
    }
    String what =
        parts.isEmpty()
            ? "The flip table has no example whose answer changed"
            : String.join("; ", parts);
    return examples
        .limit()
        .map(
            limit ->
                "%s. The others are left out, for %s; those listed are drawn evenly, by a hash of their ids, and flips/ has them all."
                    .formatted(what, limit))
        .orElse(what + ".");
  }

  private static String part(FlipOutcome outcome, long listed, Optional<Long> counted) {
    String noun =
        switch (outcome) {
          case NEGATIVE_FLIP -> "negative flips";
          case POSITIVE_FLIP -> "positive flips";
          case BOTH_WRONG_DIFFERENT -> "wrong answers that changed";
          default -> "answers that changed";
        };
    if (counted.isEmpty()) {
      return "%s %s".formatted(Format.count(listed), noun);
    }
    return listed == counted.get()
        ? "%s %s, all there are".formatted(Format.count(listed), noun)
        : "%s of %s %s".formatted(Format.count(listed), Format.count(counted.get()), noun);
  }

  /**
   * How many there are of an outcome that a flip table is expected to hold, where that is known.
   */
  private static Optional<Long> counted(ComparisonResult result, FlipOutcome outcome) {
    Optional<FlipCounts> counts = result.overall().pairs().counts();
    boolean onlyNegative = kept(result, "negative");
    return switch (outcome) {
      case NEGATIVE_FLIP -> counts.map(FlipCounts::negativeFlips);
      case POSITIVE_FLIP -> onlyNegative ? Optional.empty() : counts.map(FlipCounts::positiveFlips);
      case BOTH_WRONG_DIFFERENT ->
          onlyNegative
              ? Optional.empty()
              : counts
                  .filter(c -> c.bothWrongSame().isPresent())
                  .map(c -> c.bothWrong() - c.bothWrongSame().getAsLong());
      default -> Optional.empty();
    };
  }

  private static DataTable table(FlipExamples examples) {
    List<DataColumn> columns = new ArrayList<>();
    columns.add(
        DataColumn.facet(
            "outcome", examples.rows().stream().map(e -> e.outcome().replace('_', ' ')).toList()));
    for (int i = 0; i < examples.columns().size(); i++) {
      column(examples, i).ifPresent(columns::add);
    }
    return new DataTable("examples-table", "Flipped examples", columns);
  }

  /** A column; empty where no example has a value of it. */
  private static Optional<DataColumn> column(FlipExamples examples, int place) {
    Column column = examples.columns().get(place);
    List<Object> cells = new ArrayList<>(examples.rows().size());
    for (Example example : examples.rows()) {
      cells.add(example.cells().get(place));
    }
    if (cells.stream().allMatch(cell -> cell == null)) {
      return Optional.empty();
    }
    String title = column.role() == Role.ID ? column.name() : column.name().replace('_', ' ');
    if (cells.stream().allMatch(cell -> cell == null || cell instanceof Number)
        && column.role() != Role.ANSWER) {
      return Optional.of(numbers(title, cells));
    }
    List<String> texts =
        cells.stream().map(cell -> cell == null ? null : text(cell)).collect(Collectors.toList());
    return Optional.of(
        column.role() != Role.ID && isFew(texts)
            ? DataColumn.facet(title, texts)
            : DataColumn.text(title, texts));
  }

  private static String text(Object cell) {
    return cell instanceof Double number ? Format.number(number) : cell.toString();
  }

  private static DataColumn numbers(String title, List<Object> cells) {
    List<String> texts = new ArrayList<>(cells.size());
    List<Double> numbers = new ArrayList<>(cells.size());
    for (Object cell : cells) {
      texts.add(cell == null ? null : text(cell));
      numbers.add(cell == null ? null : (Double) ((Number) cell).doubleValue());
    }
    return DataColumn.number(title, texts, numbers);
  }

  private static boolean isFew(List<String> texts) {
    Set<String> different = new HashSet<>();
    for (String text : texts) {
      if (text != null && different.add(text) && different.size() > MOST_CHOICES) {
        return false;
      }
    }
    return true;
  }
}
