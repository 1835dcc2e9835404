package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.SliceCells.Half;

/** The candidates of a search, found by looking at every cross of every cell: no pruning. */
final class BruteForceSlices {

  private final List<String> columns;
  private final Map<SliceKey, long[]> counts = new HashMap<>();
  private final SliceKey everything = new SliceKey(Map.of());

  /** One joint value in one half. */
  record Cell(List<String> values, Half half, long examples, long negativeFlips) {}

  BruteForceSlices(List<String> columns, List<Cell> cells, int depth) {
    this.columns = columns;
    for (Cell cell : cells) {
      for (int set = 0; set < 1 << columns.size(); set++) {
        if (Integer.bitCount(set) <= depth) {
          add(key(set, cell.values()), cell);
        }
      }
    }
  }

  private SliceKey key(int set, List<String> values) {
    Map<String, String> key = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      if ((set >> i) % 2 == 1) {
        key.put(columns.get(i), values.get(i));
      }
    }
    return new SliceKey(key);
  }

  private void add(SliceKey key, Cell cell) {
    long[] sums = counts.computeIfAbsent(key, unused -> new long[3]);
    sums[0] += cell.examples();
    if (cell.half() == Half.DISCOVER) {
      sums[1] += cell.examples();
      sums[2] += cell.negativeFlips();
    }
  }

  /** Slices with enough examples, whether they stand out or not. */
  long supported(SliceSearch.Settings settings) {
    return counts.entrySet().stream()
        .filter(entry -> !entry.getKey().values().isEmpty())
        .filter(entry -> hasSupport(entry.getValue(), settings))
        .count();
  }

  private static boolean hasSupport(long[] sums, SliceSearch.Settings settings) {
    return sums[0] >= settings.leastExamples() && 2 * sums[1] >= settings.leastExamples();
  }

  /** Each slice that stands out, with its contrast. */
  Map<SliceKey, Double> candidates(SliceSearch.Settings settings) {
    Map<SliceKey, Double> candidates = new TreeMap<>();
    for (Map.Entry<SliceKey, long[]> entry : counts.entrySet()) {
      SliceKey key = entry.getKey();
      if (!key.values().isEmpty()
          && hasSupport(entry.getValue(), settings)
          && parents(key).stream().allMatch(parent -> isNews(key, parent, settings))
          && contrast(key, everything) >= settings.contrast()) {
        candidates.put(key, contrast(key, everything));
      }
    }
    return candidates;
  }

  private List<SliceKey> parents(SliceKey key) {
    List<SliceKey> parents = new ArrayList<>();
    for (String left : key.values().keySet()) {
      Map<String, String> rest = new LinkedHashMap<>(key.values());
      rest.remove(left);
      parents.add(new SliceKey(rest));
    }
    return parents;
  }

  private boolean isNews(SliceKey key, SliceKey parent, SliceSearch.Settings settings) {
    return counts.get(key)[0] < counts.get(parent)[0]
        && contrast(key, parent) >= settings.contrast();
  }

  private double contrast(SliceKey key, SliceKey whole) {
    long[] part = counts.get(key);
    long[] all = counts.get(whole);
    return RateContrast.of(part[1], part[2], new SliceCounts(all[1], all[2]));
  }

  /** The cells as the search takes them. */
  static SliceCells table(List<String> columns, List<Cell> cells) {
    SliceCells.Builder builder = SliceCells.builder(columns);
    for (Cell cell : cells) {
      builder.add(cell.values(), cell.half(), cell.examples(), cell.negativeFlips());
    }
    return builder.build();
  }

  static List<String> values(String... values) {
    return new ArrayList<>(Arrays.asList(values));
  }
}
