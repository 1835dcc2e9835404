package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.flipcheck.gate.Policy;
import org.flipcheck.gate.ProtectedGroup;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.gate.ProtectedOutcomes.Flip;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.report.PolicyFingerprints;
import org.flipcheck.spark.ProtectedIds.Count;

/** How the protected examples of a policy fared, put together on the driver. */
final class ProtectedFindings {

  private final PassRow form;
  private final PassCounts counts;
  private final ProtectedIds ids;
  private final List<ProtectedGroup> groups;

  /** For each group the listed ids that judged pairs have, and its first negative flips. */
  private final List<Set<List<String>>> matched = new ArrayList<>();

  private final List<NavigableMap<Row, Flip>> flips = new ArrayList<>();

  private ProtectedFindings(
      PassRow form, PassCounts counts, ProtectedIds ids, List<ProtectedGroup> groups) {
    this.form = form;
    this.counts = counts;
    this.ids = ids;
    this.groups = groups;
    Comparator<Row> byId = byId(form);
    groups.forEach(
        unused -> {
          matched.add(new HashSet<>());
          flips.add(new TreeMap<>(byId));
        });
  }

  /** Reads them off a pass; empty where the policy protects none. */
  static Optional<ProtectedFindings> collect(
      CompareSpec spec, PassRow form, PassCounts counts, Pass pass) {
    Optional<ProtectedIds> ids = ProtectedIds.of(spec, form.form());
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    Policy policy = spec.policy().orElseThrow().policy();
    ProtectedFindings found =
        new ProtectedFindings(form, counts, ids.get(), policy.protectedGroups());
    // In one partition, for an iterator runs a job for each.
    Iterator<Row> rows = pass.protectedPairs().repartition(1).toLocalIterator();
    rows.forEachRemaining(found::add);
    return Optional.of(found);
  }

  /** How the groups fared. */
  ProtectedOutcomes outcomes(Policy policy) {
    return new ProtectedOutcomes(PolicyFingerprints.ofProtected(policy).orElseThrow(), outcomes());
  }

  /** For each group which of its listed ids judged pairs have. */
  Map<String, MatchedIds> matchedIds() {
    Map<String, MatchedIds> all = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      all.put(groups.get(i).name(), MatchedIds.of(groups.get(i), matched.get(i)));
    }
    return all;
  }

  /** The order of ids: whole numbers by size, texts by their characters. */
  @SuppressWarnings("unchecked") // ids are Long or String, the same in all rows
  private static Comparator<Row> byId(PassRow form) {
    int first = form.id(0);
    int columns = form.form().ids().size();
    return (a, b) -> {
      int order = 0;
      for (int i = first; order == 0 && i < first + columns; i++) {
        order = ((Comparable<Object>) a.get(i)).compareTo(b.get(i));
      }
      return order;
    };
  }

  private void add(Row row) {
    List<String> id = ProtectedIds.id(row, form.id(0), form.form().ids().size());
    boolean flipped = row.getString(PassRow.NAME).equals(FlipOutcome.NEGATIVE_FLIP.key());
    List<Integer> listing = ids.groupsThatList(id);
    listing.forEach(group -> matched.get(group).add(id));
    if (flipped) {
      Set<Integer> all = new HashSet<>(listing);
      all.addAll(ids.groupsWithPatternOf(id));
      all.forEach(group -> addFlip(flips.get(group), row, id));
    }
  }

  private void addFlip(NavigableMap<Row, Flip> of, Row row, List<String> id) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < id.size(); i++) {
      named.put(form.form().ids().get(i).name(), id.get(i));
    }
    of.put(
        row,
        new Flip(
            named,
            Optional.ofNullable(row.getString(PassRow.LABEL)),
            Optional.ofNullable(row.getString(PassRow.OLD_PREDICTION)),
            Optional.ofNullable(row.getString(PassRow.NEW_PREDICTION))));
    if (of.size() > ProtectedOutcomes.MAX_LISTED) {
      of.pollLastEntry();
    }
  }

  private List<ProtectedOutcomes.Group> outcomes() {
    List<ProtectedOutcomes.Group> outcomes = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      ProtectedGroup group = groups.get(i);
      Set<List<String>> there = matched.get(i);
      outcomes.add(
          new ProtectedOutcomes.Group(
              group.name(),
              group.ids().size(),
              counts.ofProtected(Count.EXAMPLES.of(i)),
              counts.ofProtected(Count.NEGATIVE_FLIPS.of(i)),
              new ArrayList<>(flips.get(i).values()),
              group.ids().size() - there.size(),
              group.ids().stream()
                  .filter(id -> !there.contains(id))
                  .limit(ProtectedOutcomes.MAX_LISTED)
                  .toList(),
              group.like().isPresent() && counts.ofProtected(Count.BY_PATTERN.of(i)) == 0));
    }
    return outcomes;
  }
}
