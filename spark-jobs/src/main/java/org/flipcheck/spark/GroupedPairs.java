package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;
import org.flipcheck.stats.PoissonWeights;

/**
 * Judged pairs on their way to a {@link ReplicateTable}: kept until there are many, then sorted by
 * group, so that the weights of a group are computed once and its pairs are added up first.
 */
final class GroupedPairs {

  private static final int FIRST_ROOM = 1024;
  private static final int MOST = 1 << 19;
  private static final int CELL_BITS = 8;
  private static final int CHANGES = 3;
  private static final int CELLS = ReplicateCell.values().length;

  private final ReplicateTable table;
  private final IntFunction<List<String>> slicesOf;
  private final int[] weights;
  private long[] groups = new long[FIRST_ROOM];

  /** The number of the slice values, and the cell, of each pair. */
  private long[] pairs = new long[FIRST_ROOM];

  private int n;

  /** Where pairs of a group are counted: one place for each cell of each {@link Replicates}. */
  private final List<Replicates> counted = new ArrayList<>();

  private int[] counts = new int[0];
  private int[] touched = new int[0];
  private int touches;

  /**
   * No pairs.
   *
   * @param slicesOf the values of all slice columns, for the numbers that come with pairs; asked at
   *     each {@link #flush}
   */
  GroupedPairs(ReplicateTable table, IntFunction<List<String>> slicesOf) {
    this.table = table;
    this.slicesOf = slicesOf;
    this.weights = new int[table.rules().replicates()];
  }

  /**
   * Adds a pair.
   *
   * @param slices a number that stands for its slice values
   * @param cell see {@link CellCounts#cell}
   * @param scoreDelta new − old score; NaN or 0 without scores
   */
  void add(long group, int slices, int cell, double scoreDelta) {
    if (n == MOST) {
      flush();
    }
    if (n == groups.length) {
      groups = Arrays.copyOf(groups, 2 * n);
      pairs = Arrays.copyOf(pairs, 2 * n);
    }
    int change = scoreDelta > 0 ? 1 : scoreDelta < 0 ? 2 : 0;
    groups[n] = group;
    pairs[n++] = (long) slices << CELL_BITS | cell * CHANGES + change;
  }

  /** Adds all pairs to the table. */
  void flush() {
    if (n == 0) {
      return;
    }
    GroupSort.sort(groups, pairs, n);
    int[][] places = places();
    counts = new int[counted.size() * CELLS];
    touched = new int[counts.length];
    for (int from = 0; from < n; ) {
      int to = from + 1;
      while (to < n && groups[to] == groups[from]) {
        to++;
      }
      count(places, from, to);
      PoissonWeights.fill(groups[from], weights);
      give();
      from = to;
    }
    n = 0;
    counted.clear();
  }

  /** For each number of slice values, where its pairs are counted beside the overall places. */
  private int[][] places() {
    int numbers = 0;
    for (int i = 0; i < n; i++) {
      numbers = Math.max(numbers, 1 + (int) (pairs[i] >>> CELL_BITS));
    }
    ReplicateTable.Values[][] values = new ReplicateTable.Values[numbers][];
    for (int i = 0; i < n; i++) {
      int number = (int) (pairs[i] >>> CELL_BITS);
      if (values[number] == null) {
        values[number] = values(slicesOf.apply(number));
        for (int set = 0; set < values[number].length; set++) {
          table.enter(set, values[number][set]);
        }
      }
    }
    counted.add(table.overall());
    counted.add(table.known());
    Map<Replicates, Integer> numbered = new HashMap<>();
    int[][] places = new int[numbers][];
    for (int number = 0; number < numbers; number++) {
      if (values[number] != null) {
        places[number] = places(values[number], numbered);
      }
    }
    return places;
  }

  private ReplicateTable.Values[] values(List<String> slices) {
    List<List<Integer>> sets = table.rules().sets();
    ReplicateTable.Values[] values = new ReplicateTable.Values[sets.size()];
    for (int set = 0; set < values.length; set++) {
      List<String> texts = new ArrayList<>();
      sets.get(set).forEach(column -> texts.add(slices.get(column)));
      values[set] = ReplicateTable.Values.of(texts);
    }
    return values;
  }

  /** Only now, when all slices have been entered, is it known which of them stay. */
  private int[] places(ReplicateTable.Values[] values, Map<Replicates, Integer> numbered) {
    int[] places = new int[values.length];
    int kept = 0;
    for (int set = 0; set < values.length; set++) {
      Replicates replicates = table.find(set, values[set]);
      if (replicates != null) {
        places[kept++] =
            CELLS
                * numbered.computeIfAbsent(
                    replicates,
                    unused -> {
                      counted.add(replicates);
                      return counted.size() - 1;
                    });
      }
    }
    return Arrays.copyOf(places, kept);
  }

  /** Counts the pairs of one group. */
  private void count(int[][] places, int from, int to) {
    for (int i = from; i < to; i++) {
      int code = (int) (pairs[i] & ((1 << CELL_BITS) - 1));
      int cell = code / CHANGES;
      int outcome = CellCounts.outcomeOf(cell).code();
      int change = code % CHANGES;
      int changeCell =
          change == 0
              ? -1
              : change == 1 ? ReplicateCell.GAIN.code() : ReplicateCell.REGRESSION.code();
      count(0, outcome, changeCell);
      if (Boolean.TRUE.equals(CellCounts.knownOf(cell))) {
        count(CELLS, outcome, changeCell);
      }
      for (int place : places[(int) (pairs[i] >>> CELL_BITS)]) {
        count(place, outcome, changeCell);
      }
    }
  }

  private void count(int place, int outcome, int change) {
    touch(place + outcome);
    if (change >= 0) {
      touch(place + change);
    }
  }

  private void touch(int place) {
    if (counts[place]++ == 0) {
      touched[touches++] = place;
    }
  }

  /** Adds what was counted of one group, times the group's weights. */
  private void give() {
    for (int i = 0; i < touches; i++) {
      int place = touched[i];
      counted
          .get(place / CELLS)
          .add(ReplicateCell.ofCode(place % CELLS), counts[place], weights, PoissonWeights.MAX);
      counts[place] = 0;
    }
    touches = 0;
  }
}
