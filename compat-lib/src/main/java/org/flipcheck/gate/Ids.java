package org.flipcheck.gate;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Ids as people read them: the first few, and how many there are. */
final class Ids {
  private static final int SHOWN = 3;

  private Ids() {}

  static String text(List<String> id) {
    return String.join("/", id);
  }

  static String text(Collection<List<String>> ids) {
    return text(ids, ids.size(), Ids::text);
  }

  /**
   * The same in quotes, which show blanks at the ends, where only some of {@code total} ids are at
   * hand.
   */
  static String quoted(Collection<List<String>> ids, long total) {
    return text(ids, total, id -> "'" + text(id) + "'");
  }

  private static String text(
      Collection<List<String>> ids, long total, Function<List<String>, String> one) {
    int shown = Math.min(SHOWN, ids.size());
    String first = ids.stream().limit(shown).map(one).collect(Collectors.joining(", "));
    return total > shown ? "%s and %,d more".formatted(first, total - shown) : first;
  }
}
