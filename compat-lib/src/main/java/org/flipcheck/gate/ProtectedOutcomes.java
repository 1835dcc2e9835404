package org.flipcheck.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the protected examples of a policy fared, as a comparison with that policy saw it. Lists are
 * bounded; the counts beside them are exact.
 *
 * @param fingerprint identity of the part of the policy that names the examples
 * @param groups one entry for each protected group, in the order of the policy
 */
public record ProtectedOutcomes(String fingerprint, List<Group> groups) {

  /** How many flips, and how many ids without example, a group lists. */
  public static final int MAX_LISTED = 1_000;

  /** Keeps an unmodifiable copy of the groups. */
  public ProtectedOutcomes {
    groups = List.copyOf(groups);
  }

  /**
   * One of the groups.
   *
   * @param name its name
   * @return how it fared
   * @throws java.util.NoSuchElementException if there is no such group
   */
  Group group(String name) {
    return groups.stream().filter(group -> group.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * One group.
   *
   * @param name name of the group
   * @param idsGiven how many ids the policy lists for it, ≥ 0
   * @param examples judged pairs that belong to it, by list or pattern, ≥ 0
   * @param negativeFlips negative flips among them, ≥ 0
   * @param flips the first {@link #MAX_LISTED} of these, ordered by id
   * @param unmatchedIds how many listed ids are the id of no judged pair, ≥ 0
   * @param unmatched the first {@link #MAX_LISTED} of these, in the order of the policy
   * @param patternUnmatched whether the group has a pattern that no judged pair fits
   */
  public record Group(
      String name,
      long idsGiven,
      long examples,
      long negativeFlips,
      List<Flip> flips,
      long unmatchedIds,
      List<List<String>> unmatched,
      boolean patternUnmatched) {

    /**
     * Keeps unmodifiable copies of the lists.
     *
     * @throws IllegalArgumentException if a list is neither whole nor of {@link #MAX_LISTED}, or
     *     the counts contradict each other
     */
    public Group {
      flips = List.copyOf(flips);
      unmatched = unmatched.stream().map(List::copyOf).toList();
      requireListed(name, "negative flips", negativeFlips, flips.size());
      requireListed(name, "ids without example", unmatchedIds, unmatched.size());
      if (negativeFlips > examples || unmatchedIds > idsGiven) {
        throw new IllegalArgumentException(
            "%s: %d negative flips of %d examples, %d of %d ids without example: more than there are"
                .formatted(name, negativeFlips, examples, unmatchedIds, idsGiven));
      }
    }

    private static void requireListed(String name, String what, long count, int listed) {
      if (listed != Math.min(count, MAX_LISTED)) {
        throw new IllegalArgumentException(
            "%s: %d %s are listed, of %d the first %d must be"
                .formatted(name, listed, what, count, Math.min(count, MAX_LISTED)));
      }
    }
  }

  /**
   * One protected example that turned from right to wrong.
   *
   * @param id id column to text, in the order of {@code --id}
   * @param label its label; empty where there is none
   * @param oldPrediction the old model's answer; empty where there is none
   * @param newPrediction the new model's answer; empty where there is none
   */
  public record Flip(
      Map<String, String> id,
      Optional<String> label,
      Optional<String> oldPrediction,
      Optional<String> newPrediction) {

    /** Keeps an unmodifiable copy of the id in the order given. */
    public Flip {
      id = Collections.unmodifiableMap(new LinkedHashMap<>(id));
    }

    /**
     * The id as policies list it.
     *
     * @return one text for each id column
     */
    public List<String> idValues() {
      return List.copyOf(id.values());
    }
  }
}
