package org.flipcheck.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How groups of examples are drawn anew, and which slices get replicates.
 *
 * @param replicates how many times groups are drawn
 * @param slices how many slice columns there are
 * @param sets the sets of slice columns asked for, as positions among them
 */
record GroupRules(int replicates, int slices, List<List<Integer>> sets) implements Serializable {

  /** So many numbers of each cell are kept of all slices together. */
  private static final int MOST_NUMBERS = 256_000;

  private static final int MOST_SLICES = 256;

  /** Keeps serializable copies. */
  GroupRules {
    List<List<Integer>> copy = new ArrayList<>();
    sets.forEach(set -> copy.add(new ArrayList<>(set)));
    sets = copy;
  }

  /** The rules of a comparison; empty where examples stand alone. */
  static Optional<GroupRules> of(CompareSpec spec, Preflight.Plan plan) {
    List<String> slices = plan.form().slices();
    return spec.columns()
        .group()
        .map(group -> of(group.replicates(), slices, spec.slicing().sets(slices)));
  }

  /** The rules of a comparison whose slice sets are known by name. */
  static GroupRules of(int replicates, List<String> slices, List<List<String>> sets) {
    return new GroupRules(
        replicates,
        slices.size(),
        sets.stream().map(set -> set.stream().map(slices::indexOf).toList()).toList());
  }

  /** The most slices that get replicates: as many, whatever is compared and however it is split. */
  int mostSlices() {
    return Math.min(MOST_SLICES, Math.max(1, MOST_NUMBERS / replicates));
  }
}
