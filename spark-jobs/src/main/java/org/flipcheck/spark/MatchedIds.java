package org.flipcheck.spark;

import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flipcheck.gate.ProtectedGroup;

/**
 * Which of the ids that a protected group lists some judged pair has: a bit for each, in the order
 * of their texts, which is the same however a policy orders them.
 *
 * @param bits set for those that are there
 */
record MatchedIds(BitSet bits) {

  /** Those of a group's ids that are among others. */
  static MatchedIds of(ProtectedGroup group, Collection<List<String>> there) {
    List<List<String>> ids = ordered(group);
    BitSet bits = new BitSet(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      bits.set(i, there.contains(ids.get(i)));
    }
    return new MatchedIds(bits);
  }

  static MatchedIds fromText(String text) {
    return new MatchedIds(BitSet.valueOf(Base64.getDecoder().decode(text)));
  }

  String text() {
    return Base64.getEncoder().encodeToString(bits.toByteArray());
  }

  MatchedIds or(MatchedIds other) {
    BitSet all = (BitSet) bits.clone();
    all.or(other.bits);
    return new MatchedIds(all);
  }

  /** The ids of the group that are the id of no judged pair, in the order of the policy. */
  List<List<String>> unmatched(ProtectedGroup group) {
    List<List<String>> ids = ordered(group);
    List<List<String>> there = bits.stream().mapToObj(ids::get).toList();
    Set<List<String>> matched = new HashSet<>(there);
    return group.ids().stream().filter(id -> !matched.contains(id)).toList();
  }

  private static List<List<String>> ordered(ProtectedGroup group) {
    return group.ids().stream()
        .sorted(Comparator.comparing(id -> String.join(ProtectedGroup.SEPARATOR, id)))
        .toList();
  }
}
