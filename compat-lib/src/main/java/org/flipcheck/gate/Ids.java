package org.flipcheck.gate;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Ids as people read them: the first few, and how many there are. */
final class Ids {
  private static final int SHOWN = 3;

  private Ids() {}

  static String text(List<String> id) {
    return String.join("/", id);
  }

  static String text(Collection<List<String>> ids) {
    return text(ids, ids.size());
  }

  /** The same where only some of {@code total} ids are at hand. */
  static String text(Collection<List<String>> ids, long total) {
    int shown = Math.min(SHOWN, ids.size());
    String first = ids.stream().limit(shown).map(Ids::text).collect(Collectors.joining(", "));
    return total > shown ? "%s and %,d more".formatted(first, total - shown) : first;
  }
}
