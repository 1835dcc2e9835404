package org.flipcheck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.FlipExamples.Example;
import org.flipcheck.report.Why.Confusion;

/**
 * What turned into what: negative flips by label, old answer and new answer. Where the page has all
 * negative flips they are counted from them, else the most frequent are those of {@code
 * result.json}.
 */
final class TurnSection {

  private static final String NONE = "(none)";
  private static final int MOST_ROWS = 5_000;

  private TurnSection() {}

  static Optional<PageSection> of(ComparisonResult result, FlipExamples examples) {
    long flips = result.overall().pairs().counts().map(FlipCounts::negativeFlips).orElse(0L);
    List<Confusion> turns = complete(examples, flips);
    if (!turns.isEmpty()) {
      return Optional.of(section(all(flips), turns, flips));
    }
    return result
        .why()
        .map(Why::confusions)
        .filter(confusions -> !confusions.isEmpty())
        .map(confusions -> section(frequent(confusions, flips), confusions, flips));
  }

  private static String frequent(List<Confusion> confusions, long flips) {
    long listed = confusions.stream().mapToLong(Confusion::n).sum();
    return listed == flips
        ? all(flips)
        : "The %s most frequent, which make %s of %s; counts/confusion/ has the others."
            .formatted(
                Format.count(confusions.size()),
                Format.count(listed),
                Format.count(flips, "negative flip"));
  }

  private static String all(long flips) {
    return "All %s by label and answers; the most frequent first."
        .formatted(Format.count(flips, "negative flip"));
  }

  /** The turns of the negative flips, where all of them are at hand. */
  private static List<Confusion> complete(FlipExamples examples, long flips) {
    Optional<Integer> label = examples.place("label");
    Optional<Integer> old = examples.place("old_prediction");
    Optional<Integer> fresh = examples.place("new_prediction");
    long shown = examples.outcomes().getOrDefault(FlipOutcome.NEGATIVE_FLIP.key(), 0L);
    if (label.isEmpty() || old.isEmpty() || fresh.isEmpty() || shown == 0 || shown != flips) {
      return List.of();
    }
    Map<List<Optional<String>>, Long> counts = new LinkedHashMap<>();
    for (Example example : examples.rows()) {
      if (example.outcome().equals(FlipOutcome.NEGATIVE_FLIP.key())) {
        List<Object> cells = example.cells();
        counts.merge(
            List.of(
                text(cells.get(label.get())),
                text(cells.get(old.get())),
                text(cells.get(fresh.get()))),
            1L,
            Long::sum);
      }
    }
    boolean hasAnswers = counts.keySet().stream().anyMatch(turn -> turn.get(2).isPresent());
    if (counts.size() > MOST_ROWS || !hasAnswers) {
      return List.of();
    }
    List<Confusion> turns = new ArrayList<>();
    counts.forEach((t, n) -> turns.add(new Confusion(t.get(0), t.get(1), t.get(2), n)));
    turns.sort((one, other) -> Long.compare(other.n(), one.n()));
    return turns;
  }

  private static Optional<String> text(Object cell) {
    return Optional.ofNullable(cell).map(Object::toString);
  }

  private static PageSection section(String note, List<Confusion> turns, long flips) {
    DataTable table =
        new DataTable(
            "turns-table",
            "Negative flips by label and answers",
            List.of(
                DataColumn.facet("Label", turns, t -> t.label().orElse(NONE)),
                DataColumn.facet("Old answer", turns, t -> t.oldAnswer().orElse(NONE)),
                DataColumn.facet("New answer", turns, t -> t.newAnswer().orElse(NONE)),
                DataColumn.count("Negative flips", turns, Confusion::n),
                DataColumn.number(
                    "Share of them",
                    turns,
                    t -> Format.percent((double) t.n() / flips),
                    t -> (double) t.n() / flips)));
    return new PageSection(
        "turns", "What turned into what", "What turned into what", List.of(note), List.of(table));
  }
}
