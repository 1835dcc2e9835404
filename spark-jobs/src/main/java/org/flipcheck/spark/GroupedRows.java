package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link GroupedPairs} whose slice values come as texts; they are numbered here. */
final class GroupedRows {

  /** So many different slice values are held before all pairs are given on. */
  private static final int MOST_VALUES = 1 << 16;

  private final ReplicateTable table;
  private final GroupedPairs pairs;
  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<List<String>> values = new ArrayList<>();

  GroupedRows(GroupRules rules) {
    this.table = new ReplicateTable(rules);
    this.pairs = new GroupedPairs(table, values::get);
  }

  ReplicateTable table() {
    return table;
  }

  void add(long group, int cell, List<String> slices, double scoreDelta) {
    if (values.size() == MOST_VALUES) {
      pairs.flush();
      numbers.clear();
      values.clear();
    }
    int number =
        numbers.computeIfAbsent(
            slices,
            unused -> {
              values.add(slices);
              return values.size() - 1;
            });
    pairs.add(group, number, cell, scoreDelta);
  }

  /** The table, with all pairs. */
  ReplicateTable drain() {
    pairs.flush();
    return table;
  }
}
