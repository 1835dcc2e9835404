package org.flipcheck.gate;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flipcheck.text.Glob;

/**
 * Examples that must not turn from right to wrong.
 *
 * @param name what people call them
 * @param ids their ids, each a list of one text for each id column
 * @param like a pattern of further ids; empty where the list is all
 * @param owner whom to ask
 * @param severity whether a negative flip among them counts for the verdict
 */
public record ProtectedGroup(
    String name, Set<List<String>> ids, Optional<Glob> like, String owner, Severity severity) {

  /** What stands between the columns of an id where it is written as one text. */
  public static final String SEPARATOR = "\t";

  /** Keeps an unmodifiable copy of the ids in the order given. */
  public ProtectedGroup {
    ids = Collections.unmodifiableSet(new LinkedHashSet<>(ids));
  }

  /**
   * Whether an example is one of them.
   *
   * @param id its id, one text for each id column
   * @return true if the id is listed or fits the pattern
   */
  public boolean covers(List<String> id) {
    return ids.contains(id)
        || like.map(glob -> glob.matches(String.join(SEPARATOR, id))).orElse(false);
  }
}
