package org.flipcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;
import org.flipcheck.stats.PoissonWeights;
import org.junit.jupiter.api.Test;

class GroupedPairsTest {

  private static final int REPLICATES = 50;

  /** Two columns, each alone and both together. */
  private static final GroupRules RULES =
      GroupRules.of(
          REPLICATES,
          List.of("country", "shop"),
          List.of(List.of("country"), List.of("shop"), List.of("country", "shop")));

  private record Pair(long group, int cell, List<String> slices, double delta) {}

  private static List<Pair> pairs(int n, long seed) {
    Random random = new Random(seed);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      // Some groups differ in no bit but the first ones.
      long group = (long) random.nextInt(40) << 58 | random.nextInt(30);
      Boolean known = List.of(true, false).get(random.nextInt(2));
      pairs.add(
          new Pair(
              group,
              CellCounts.cell(FlipOutcome.ofCode(random.nextInt(5)), known),
              Arrays.asList(
                  random.nextInt(9) == 0 ? null : "c" + random.nextInt(3),
                  "s" + random.nextInt(400)),
              random.nextInt(3) - 1));
    }
    return pairs;
  }

  private static ReplicateTable table(List<Pair> pairs) {
    GroupedRows rows = new GroupedRows(RULES);
    pairs.forEach(pair -> rows.add(pair.group(), pair.cell(), pair.slices(), pair.delta()));
    return rows.drain();
  }

  /** The bootstrap as its definition says it, one pair and replicate after the other. */
  private static long[] expected(List<Pair> pairs, FlipOutcome outcome, String country) {
    long[] sums = new long[REPLICATES];
    for (Pair pair : pairs) {
      boolean counts =
          CellCounts.outcomeOf(pair.cell()) == outcome
              && (country == null || country.equals(pair.slices().get(0)));
      int[] weights = new int[REPLICATES];
      PoissonWeights.fill(pair.group(), weights);
      for (int r = 0; counts && r < REPLICATES; r++) {
        sums[r] += weights[r];
      }
    }
    return sums;
  }

  @Test
  void sumsAreThoseOfAnExplicitBootstrap() {
    List<Pair> pairs = pairs(5000, 1);
    ReplicateTable table = table(pairs);
    for (int code = 0; code < 5; code++) {
      FlipOutcome outcome = FlipOutcome.ofCode(code);
      ReplicateCell cell = ReplicateCell.of(outcome);
      assertThat(table.overall().of(cell).orElseThrow()).isEqualTo(expected(pairs, outcome, null));
      Replicates slice = table.find(0, ReplicateTable.Values.of(List.of("c1")));
      assertThat(slice.of(cell).orElseThrow()).isEqualTo(expected(pairs, outcome, "c1"));
    }
    long rose = pairs.stream().filter(pair -> pair.delta() > 0).count();
    long drawn = Arrays.stream(table.overall().of(ReplicateCell.GAIN).orElseThrow()).sum();
    assertThat((double) drawn / rose / REPLICATES).isBetween(0.8, 1.2);
    assertThat(table.known().of(ReplicateCell.BOTH_RIGHT)).isPresent();
  }

  @Test
  void moreSlicesThanThereIsRoomForDoNotDependOnTheSplit() {
    List<Pair> pairs = pairs(6000, 2);
    ReplicateTable whole = table(pairs);
    assertEquals(256, whole.slices());
    // Both small sets are whole, and the two large ones share what is left.
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int set = 0; set < 3; set++) {
      int[] size = new int[1];
      whole.forEach(set, (values, replicates) -> size[0]++);
      sizes.put(set, size[0]);
    }
    assertEquals(Map.of(0, 4, 1, 126, 2, 126), sizes);
    Random random = new Random(3);
    for (int parts : new int[] {2, 30}) {
      List<List<Pair>> split = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        split.add(new ArrayList<>());
      }
      pairs.forEach(pair -> split.get(random.nextInt(parts)).add(pair));
      ReplicateTable sum = new ReplicateTable(RULES);
      split.forEach(part -> sum.add(table(part).toBytes()));
      assertThat(sum.toBytes()).isEqualTo(whole.toBytes());
      ReplicateTable added = new ReplicateTable(RULES);
      split.forEach(part -> added.add(table(part)));
      assertThat(added.toBytes()).isEqualTo(whole.toBytes());
    }
  }

  @Test
  void sortBringsEqualGroupsTogether() {
    Random random = new Random(4);
    int n = 20_000;
    long[] groups = new long[n + 7];
    long[] pairs = new long[n + 7];
    Map<Long, Long> sums = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      groups[i] = i % 2 == 0 ? random.nextInt(500) : (long) random.nextInt(500) << 40;
      pairs[i] = i;
      sums.merge(groups[i], pairs[i], Long::sum);
    }
    GroupSort.sort(groups, pairs, n);
    Map<Long, Long> found = new TreeMap<>();
    for (int from = 0; from < n; ) {
      int to = from;
      long sum = 0;
      while (to < n && groups[to] == groups[from]) {
        sum += pairs[to++];
      }
      assertThat(found.put(groups[from], sum)).isNull();
      from = to;
    }
    assertEquals(sums, found);
  }
}
