package org.flipcheck.mend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flipcheck.mend.Predictions.Row;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.SliceKey;

/**
 * Two models' predictions of the same examples, paired by id.
 *
 * <p>Here both sides come from one evaluation, so that an example which only one of them has, or a
 * label that changed, is a defect of the predicting program and never a case to be counted around.
 */
final class Pairs {

  private static final int NAMED = 3;

  private record Pair(Row before, Row after) {
    FlipOutcome outcome() {
      return FlipOutcome.of(
          before.isRight(), after.isRight(), before.answer().equals(after.answer()));
    }
  }

  private final List<String> sliceColumns;
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * Pairs them.
   *
   * @param first what the examples of {@code before} are called in messages
   * @param second the same of {@code after}
   * @throws MendException if the examples, their labels or slices differ
   */
  Pairs(String first, Predictions before, String second, Predictions after) {
    this.sliceColumns = before.sliceColumns();
    List<String> onlyBefore = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    before
        .rows()
        .forEach(
            (id, row) -> {
              Row other = after.rows().get(id);
              if (other == null) {
                onlyBefore.add(id);
              } else {
                pairs.add(new Pair(row, other));
                if (!row.label().equals(other.label()) || !row.slices().equals(other.slices())) {
                  changed.add(id);
                }
              }
            });
    List<String> onlyAfter =
        after.rows().keySet().stream().filter(id -> !before.rows().containsKey(id)).toList();
    List<String> problems = new ArrayList<>();
    missing(problems, onlyBefore, second, first);
    missing(problems, onlyAfter, first, second);
    if (!changed.isEmpty()) {
      problems.add(
          "%d examples have another label or slice for %s than for %s, such as %s; both are to be of the same examples"
              .formatted(changed.size(), second, first, named(changed)));
    }
    if (!problems.isEmpty()) {
      throw new MendException(problems);
    }
  }

  private static void missing(List<String> problems, List<String> ids, String where, String there) {
    if (!ids.isEmpty()) {
      problems.add(
          "%d examples that %s has have no prediction of %s, such as %s; a program must predict every example each time"
              .formatted(ids.size(), there, where, named(ids)));
    }
  }

  private static String named(List<String> ids) {
    return String.join(", ", ids.stream().limit(NAMED).toList());
  }

  FlipCounts counts() {
    return count(pairs);
  }

  /** Counts by value of some slice columns, sorted as results have them. */
  Map<SliceKey, FlipCounts> slices(List<String> columns) {
    int[] places = columns.stream().mapToInt(sliceColumns::indexOf).toArray();
    Map<SliceKey, List<Pair>> by = new TreeMap<>();
    for (Pair pair : pairs) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 0; i < places.length; i++) {
        Optional<String> value = pair.after().slices().get(places[i]);
        values.put(columns.get(i), value.orElse(null));
      }
      by.computeIfAbsent(new SliceKey(values), unused -> new ArrayList<>()).add(pair);
    }
    Map<SliceKey, FlipCounts> counts = new LinkedHashMap<>();
    by.forEach((key, of) -> counts.put(key, count(of)));
    return counts;
  }

  private static FlipCounts count(List<Pair> pairs) {
    return FlipCounts.of(pairs.stream().map(Pair::outcome));
  }
}
