package org.flipcheck.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.FlipExamples.Column;
import org.flipcheck.report.FlipExamples.Example;
import org.flipcheck.report.FlipExamples.Role;

/**
 * Collects the rows of a flip table that a report has room for. Rows are to come negative flips
 * first, and within an outcome in an order that has nothing to do with the models, such as that of
 * a hash of their ids: then those that fit are an even sample of all.
 */
public final class FlipExampleList {

  /** More rows than this no report shows. */
  public static final int MOST_ROWS = 50_000;

  /** What a report shows, what people ask for first at the beginning: answers that changed. */
  private static final List<FlipOutcome> SHOWN =
      List.of(
          FlipOutcome.NEGATIVE_FLIP,
          FlipOutcome.POSITIVE_FLIP,
          FlipOutcome.BOTH_WRONG_DIFFERENT,
          FlipOutcome.DIFFERENT_ANSWER);

  /** What the rows may take in the page, of the 10 MB that mail programs and wikis still accept. */
  private static final long MOST_BYTES = 7_000_000;

  private static final int LONGEST_TEXT = 300;

  /** Of longer texts no more is needed to show them, and that they were cut. */
  public static final int CHARACTERS_NEEDED = LONGEST_TEXT + 1;

  private static final long BYTES_OF_CODE = 4;

  private static final List<String> ANSWERS = List.of("label", "old_prediction", "new_prediction");
  private static final Set<String> NUMBERS =
      Set.of(
          "old_score",
          "new_score",
          "old_margin",
          "new_margin",
          "old_label_probability",
          "new_label_probability",
          "weight");

  private final List<Column> columns;
  private final int oldMargin;
  private final int newMargin;
  private final int oldScore;
  private final int newScore;
  private final List<Set<Object>> seen = new ArrayList<>();
  private final List<Example> rows = new ArrayList<>();
  private long bytes;

  /**
   * An empty list.
   *
   * @param result the comparison, which tells ids and slices from kept columns
   * @param names the flip table's columns but {@code outcome}, in their order
   */
  public FlipExampleList(ComparisonResult result, List<String> names) {
    Object ids = result.run().config().get("id");
    List<?> idNames = ids instanceof List<?> list ? list : List.of();
    List<String> slices = result.sliceColumns();
    this.columns =
        names.stream().map(name -> new Column(name, role(name, idNames, slices))).toList();
    columns.forEach(unused -> seen.add(new HashSet<>()));
    this.oldMargin = names.indexOf("old_margin");
    this.newMargin = names.indexOf("new_margin");
    this.oldScore = names.indexOf("old_score");
    this.newScore = names.indexOf("new_score");
  }

  private static Role role(String name, List<?> ids, List<String> slices) {
    if (ids.contains(name)) {
      return Role.ID;
    }
    if (ANSWERS.contains(name)) {
      return Role.ANSWER;
    }
    if (NUMBERS.contains(name)) {
      return Role.NUMBER;
    }
    return slices.contains(name) ? Role.SLICE : Role.KEPT;
  }

  /**
   * Adds a row.
   *
   * @param outcome key of what became of the example
   * @param cells a value for each column: numbers, booleans, texts, null; of what is neither, its
   *     {@code toString}
   * @return false if there is no room for it, nor for any other
   */
  public boolean add(String outcome, List<?> cells) {
    List<Object> kept = new ArrayList<>(cells.size());
    long size = BYTES_OF_CODE;
    for (int i = 0; i < cells.size(); i++) {
      Object cell = plain(cells.get(i));
      kept.add(cell);
      size += size(cell, seen.get(i));
    }
    if (rows.size() >= MOST_ROWS || bytes + size > MOST_BYTES) {
      return false;
    }
    bytes += size;
    rows.add(new Example(outcome, kept));
    return true;
  }

  private static Object plain(Object cell) {
    if (cell instanceof Float || cell instanceof Double) {
      double number = ((Number) cell).doubleValue();
      return Double.isFinite(number) ? rounded(number) : Double.toString(number);
    }
    if (cell instanceof Integer || cell instanceof Short || cell instanceof Byte) {
      return ((Number) cell).longValue();
    }
    if (cell == null || cell instanceof Long) {
      return cell;
    }
    return Format.ellipsis(cell.toString(), LONGEST_TEXT);
  }

  /** As it is shown: more digits would only take room. */
  private static Double rounded(double number) {
    return Double.valueOf(Format.number(number));
  }

  /** What a cell adds to the page; texts that come again are told by a code. */
  private static long size(Object cell, Set<Object> before) {
    if (!(cell instanceof String text)) {
      return BYTES_OF_CODE + String.valueOf(cell).length();
    }
    return before.add(text)
        ? BYTES_OF_CODE
            + DataTable.withinScript(Json.compact(DataTable.shown(text)))
                .getBytes(StandardCharsets.UTF_8)
                .length
        : BYTES_OF_CODE;
  }

  /**
   * The rows as a report shows them: by outcome, within one those first where both models were
   * surest, then by id.
   *
   * @param isCut whether there were more rows than were added
   * @return the examples
   */
  public FlipExamples build(boolean isCut) {
    List<Example> sorted =
        rows.stream()
            .map(row -> new Ranked(row, place(row.outcome()), surety(row)))
            .sorted(order())
            .map(Ranked::example)
            .toList();
    Optional<String> limit =
        isCut
            ? Optional.of(
                rows.size() >= MOST_ROWS
                    ? "a report has room for %s".formatted(Format.count(MOST_ROWS, "example"))
                    : "a report has room for %s MB of examples"
                        .formatted(Format.count(MOST_BYTES / 1_000_000)))
            : Optional.empty();
    return new FlipExamples(columns, sorted, limit, Optional.empty());
  }

  /** A row with what it is sorted by. */
  private record Ranked(Example example, int place, double surety) {}

  private Comparator<Ranked> order() {
    Comparator<Ranked> order =
        Comparator.comparingInt(Ranked::place)
            .thenComparing(Comparator.comparingDouble(Ranked::surety).reversed());
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).role() == Role.ID) {
        int id = i;
        order = order.thenComparing(row -> row.example().cells().get(id), FlipExampleList::compare);
      }
    }
    return order;
  }

  private static int place(String outcome) {
    return FlipOutcome.fromKey(outcome).map(SHOWN::indexOf).orElse(SHOWN.size());
  }

  /**
   * The outcomes whose rows are worth reading.
   *
   * @param result the comparison
   * @return in the order in which the rows are to come; negative flips alone where they leave no
   *     room for others
   */
  public static List<FlipOutcome> wanted(ComparisonResult result) {
    long flips = result.overall().pairs().counts().map(FlipCounts::negativeFlips).orElse(0L);
    return flips > MOST_ROWS ? SHOWN.subList(0, 1) : SHOWN;
  }

  /**
   * The columns.
   *
   * @return their names, in the flip table's order
   */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * Some of the columns.
   *
   * @param role what they are
   * @return their names, in the flip table's order
   */
  public List<String> names(Role role) {
    return columns.stream().filter(c -> c.role() == role).map(Column::name).toList();
  }

  /** The smaller margin of the two models, else the smaller score; 0 where neither is known. */
  private double surety(Example example) {
    OptionalDouble margin = smaller(example, oldMargin, newMargin);
    return margin.isPresent()
        ? margin.getAsDouble()
        : smaller(example, oldScore, newScore).orElse(0);
  }

  private static OptionalDouble smaller(Example example, int one, int other) {
    return one >= 0
            && other >= 0
            && example.cells().get(one) instanceof Double left
            && example.cells().get(other) instanceof Double right
        ? OptionalDouble.of(Math.min(left, right))
        : OptionalDouble.empty();
  }

  private static int compare(Object one, Object other) {
    if (one instanceof Long first && other instanceof Long second) {
      return first.compareTo(second);
    }
    return String.valueOf(one).compareTo(String.valueOf(other));
  }
}
