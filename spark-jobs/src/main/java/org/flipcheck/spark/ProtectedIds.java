package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.text.Glob;

/**
 * The protected examples of a policy as tasks look them up. A hash may find a candidate; the id
 * decides. Groups are told by their number in the policy.
 */
final class ProtectedIds implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<List<String>, List<Integer>> listed = new HashMap<>();
  private final List<Glob> patterns = new ArrayList<>();
  private final boolean hasPatterns;

  /** The hashes of all listed ids, sorted. */
  private final long[] hashes;

  private ProtectedIds(List<ProtectedGroup> groups, NormalRow form) {
    for (int group = 0; group < groups.size(); group++) {
      for (List<String> id : groups.get(group).ids()) {
        listed.computeIfAbsent(new ArrayList<>(id), unused -> new ArrayList<>()).add(group);
      }
      patterns.add(groups.get(group).like().orElse(null));
    }
    hasPatterns = groups.stream().anyMatch(group -> group.like().isPresent());
    hashes =
        listed.keySet().stream()
            .flatMap(id -> hash(id, form).stream())
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
  }

  /** The protected examples of a comparison's policy; empty where it has none. */
  static Optional<ProtectedIds> of(CompareSpec spec, NormalRow form) {
    return spec.policy()
        .map(policy -> policy.policy().protectedGroups())
        .filter(groups -> !groups.isEmpty())
        .map(groups -> new ProtectedIds(groups, form));
  }

  /** The hash of an id as policies list it; empty for one that no example can have. */
  private static Optional<Long> hash(List<String> id, NormalRow form) {
    if (id.size() != form.ids().size()) {
      return Optional.empty();
    }
    if (!IdReader.isWholeNumber(form)) {
      return Optional.of(RowIdHash.of(RowFactory.create(id.toArray()), 0, id.size()));
    }
    try {
      return Optional.of(IdHash.of(Long.parseLong(id.get(0))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether an id with this hash may be protected; if not, none is. */
  boolean mayHold(long hash) {
    return hasPatterns || Arrays.binarySearch(hashes, hash) >= 0;
  }

  /** Whether some group lists an id. */
  boolean lists(List<String> id) {
    return listed.containsKey(id);
  }

  /** The groups that list an id. */
  List<Integer> groupsThatList(List<String> id) {
    return listed.getOrDefault(id, List.of());
  }

  /** The groups whose pattern an id fits. */
  List<Integer> groupsWithPatternOf(List<String> id) {
    if (!hasPatterns) {
      return List.of();
    }
    String text = String.join(ProtectedGroup.SEPARATOR, id);
    List<Integer> groups = new ArrayList<>();
    for (int group = 0; group < patterns.size(); group++) {
      if (patterns.get(group) != null && patterns.get(group).matches(text)) {
        groups.add(group);
      }
    }
    return groups;
  }

  /** The id of a row as policies list ids: one text for each column. */
  static List<String> id(Row row, int first, int columns) {
    List<String> id = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      id.add(row.get(first + i).toString());
    }
    return id;
  }

  /** What is counted of a group. */
  enum Count {
    EXAMPLES,
    NEGATIVE_FLIPS,
    BY_PATTERN;

    private static final String PREFIX = "protected ";

    /** The name under which tasks count it, beside the buckets of the ledger. */
    String of(int group) {
      return PREFIX + group + " " + name();
    }

    /** Whether a name is one of these. */
    static boolean is(String name) {
      return name.startsWith(PREFIX);
    }
  }
}
