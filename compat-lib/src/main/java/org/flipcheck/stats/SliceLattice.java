package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.flipcheck.stats.Candidate.Slice;
import org.flipcheck.stats.SliceCells.Half;

/**
 * Walks the slices of one, two and three columns, and keeps the most telling candidates. The cells
 * are partitioned column by column; a slice with too few examples, or too few flips for any part of
 * it to stand out, is left with all its crosses. The walk costs a visit of every cell for each set
 * of columns at most, and no hash table.
 *
 * <p>A candidate stands out against the rest of all examples and against the rest of each slice
 * that has one condition less, so that a bad slice does not bring all its crosses along. A cross
 * that covers the same examples as a slice with one condition less is that slice, told longer.
 *
 * <p>The way of partitioning is that of K. Beyer and R. Ramakrishnan (1999), <i>Bottom-up
 * computation of sparse and iceberg cubes</i>, SIGMOD.
 */
final class SliceLattice {

  /** Most crosses of two columns whose counts are held for those of three to be compared with. */
  static final int MOST_PAIRS = 4_000_000;

  private final SliceCells cells;
  private final SliceSearch.Settings settings;
  private final SliceCounts all;
  private final double contrast;
  private final long leastFound;
  private final long fewestFlips;
  private final long[] counts;
  private final int[] varying;
  private final CellGroups[] scratch;
  private final CellGroups[] singles;
  private final PairCounts[][] pairs;
  private final TreeSet<Candidate> kept = new TreeSet<>(Candidate.BY_CONTRAST);
  private long examined;
  private long standingOut;
  private long heldPairs;

  SliceLattice(SliceCells cells, SliceSearch.Settings settings) {
    this.cells = cells;
    this.settings = settings;
    this.all = cells.total(Half.DISCOVER);
    this.contrast = settings.contrast();
    this.leastFound = settings.leastFound();
    this.fewestFlips = RateContrast.fewestFlips(contrast, leastFound, all);
    this.counts = CellGroups.counts(cells);
    this.varying = varying(cells);
    this.scratch = new CellGroups[varying.length];
    this.singles = new CellGroups[varying.length];
    this.pairs = new PairCounts[varying.length][varying.length];
    for (int i = 0; i < varying.length; i++) {
      scratch[i] = new CellGroups(cells.distinctValues(varying[i]));
      singles[i] = new CellGroups(cells.distinctValues(varying[i]));
    }
  }

  /** The columns with more than one value; what all examples share tells nothing. */
  private static int[] varying(SliceCells cells) {
    List<Integer> varying = new ArrayList<>();
    for (int i = 0; i < cells.columns().size(); i++) {
      if (cells.distinctValues(i) > 1) {
        varying.add(i);
      }
    }
    return varying.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How many columns can be sliced by. */
  static int varyingColumns(SliceCells cells) {
    return varying(cells).length;
  }

  /** Slices with enough examples that were looked at. */
  long examined() {
    return examined;
  }

  /** How many of them stood out, kept or not. */
  long standingOut() {
    return standingOut;
  }

  /** The candidates kept, most telling first. */
  List<Candidate> candidates() {
    return new ArrayList<>(kept);
  }

  /**
   * Walks to a depth.
   *
   * @return the depth reached; less where the counts of the crosses would not fit
   */
  int walk(int depth) {
    int[] order = new int[cells.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = 0; i < varying.length; i++) {
      singles[i].look(cells.codes(varying[i]), counts);
      singles[i].count(order, 0, order.length);
      for (int at = 0; at < singles[i].groups(); at++) {
        considerSingle(i, singles[i].code(at));
      }
    }
    // From the last column on, since crosses of three need those of their last two columns.
    for (int i = varying.length - 2; i >= 0 && depth > 1; i--) {
      sortCellsBy(i, order);
      walkPairs(i, order, depth > 2);
      if (depth > 2 && heldPairs > MOST_PAIRS) {
        forget();
        return walk(2);
      }
      if (depth > 2) {
        walkTriples(i, order);
      }
    }
    return Math.min(depth, varying.length);
  }

  private void forget() {
    kept.clear();
    examined = 0;
    standingOut = 0;
    heldPairs = 0;
  }

  /** Lets the cells of a slice lie side by side: a walk along them is then one along memory. */
  private void sortCellsBy(int i, int[] order) {
    int[] sorted = singles[i].partition(order, 0, order.length);
    long[] sortedCounts = CellGroups.inOrder(counts, sorted);
    for (int j = i + 1; j < varying.length; j++) {
      int[] codes = cells.codes(varying[j]);
      int[] sortedCodes = new int[codes.length];
      for (int place = 0; place < codes.length; place++) {
        sortedCodes[place] = codes[sorted[place]];
      }
      scratch[j].look(sortedCodes, sortedCounts);
    }
  }

  private boolean canHold(CellGroups groups, int code) {
    return hasSupport(groups, code) && groups.flips(code) >= fewestFlips;
  }

  private boolean hasSupport(CellGroups groups, int code) {
    return groups.examples(code) >= settings.leastExamples() && groups.found(code) >= leastFound;
  }

  private void considerSingle(int i, int a) {
    CellGroups group = singles[i];
    if (hasSupport(group, a)) {
      examined++;
      if (stands(group, a, all)) {
        keep(group, a, new int[] {varying[i]}, new int[] {a});
      }
    }
  }

  private void walkPairs(int i, int[] order, boolean hold) {
    for (int j = i + 1; j < varying.length; j++) {
      pairs[i][j] = new PairCounts(cells.distinctValues(varying[j]));
    }
    for (int at = 0; at < singles[i].groups(); at++) {
      int a = singles[i].code(at);
      for (int j = i + 1; j < varying.length && canHold(singles[i], a); j++) {
        CellGroups group = scratch[j];
        group.count(order, singles[i].start(a), singles[i].end(a));
        for (int within = 0; within < group.groups(); within++) {
          considerPair(i, j, a, group.code(within), hold);
        }
      }
    }
  }

  private void considerPair(int i, int j, int a, int b, boolean hold) {
    CellGroups group = scratch[j];
    if (!hasSupport(group, b)) {
      return;
    }
    examined++;
    if (group.flips(b) < fewestFlips) {
      return;
    }
    heldPairs++;
    if (hold && heldPairs <= MOST_PAIRS) {
      pairs[i][j].add(a, b, group.found(b), group.flips(b), group.examples(b));
    }
    boolean shorter =
        group.examples(b) == singles[i].examples(a) || group.examples(b) == singles[j].examples(b);
    if (!shorter
        && stands(group, b, all)
        && stands(group, b, singles[i].counts(a))
        && stands(group, b, singles[j].counts(b))) {
      keep(group, b, new int[] {varying[i], varying[j]}, new int[] {a, b});
    }
  }

  private void walkTriples(int i, int[] order) {
    for (int at = 0; at < singles[i].groups(); at++) {
      int a = singles[i].code(at);
      for (int j = i + 1; j < varying.length - 1 && canHold(singles[i], a); j++) {
        CellGroups inner = scratch[j];
        int from = singles[i].start(a);
        inner.count(order, from, singles[i].end(a));
        int[] innerOrder = inner.partition(order, from, singles[i].end(a));
        for (int within = 0; within < inner.groups(); within++) {
          if (canHold(inner, inner.code(within))) {
            walkTriples(i, j, a, inner.code(within), innerOrder);
          }
        }
      }
    }
  }

  private void walkTriples(int i, int j, int a, int b, int[] order) {
    for (int k = j + 1; k < varying.length; k++) {
      CellGroups group = scratch[k];
      group.count(order, scratch[j].start(b), scratch[j].end(b));
      for (int at = 0; at < group.groups(); at++) {
        int c = group.code(at);
        if (hasSupport(group, c)) {
          examined++;
          if (group.flips(c) >= fewestFlips && stands(group, c, all)) {
            considerTriple(new int[] {i, j, k}, new int[] {a, b, c});
          }
        }
      }
    }
  }

  private void considerTriple(int[] at, int[] codes) {
    CellGroups group = scratch[at[2]];
    int c = codes[2];
    for (int left = 0; left < 3; left++) {
      int first = left == 0 ? 1 : 0;
      int second = left == 2 ? 1 : 2;
      PairCounts parents = pairs[at[first]][at[second]];
      int parent = parents.find(codes[first], codes[second]);
      boolean shorter = parents.examples(parent) == group.examples(c);
      if (shorter || !stands(group, c, parents.counts(parent))) {
        return;
      }
    }
    keep(group, c, new int[] {varying[at[0]], varying[at[1]], varying[at[2]]}, codes);
  }

  private boolean stands(CellGroups group, int code, SliceCounts among) {
    return RateContrast.of(group.found(code), group.flips(code), among) >= contrast;
  }

  private void keep(CellGroups group, int code, int[] columns, int[] codes) {
    standingOut++;
    double overRest = RateContrast.of(group.found(code), group.flips(code), all);
    if (kept.size() == settings.mostCandidates() && overRest < kept.last().contrast()) {
      return;
    }
    kept.add(
        new Candidate(
            new Slice(columns, codes), group.examples(code), group.counts(code), overRest));
    if (kept.size() > settings.mostCandidates()) {
      kept.pollLast();
    }
  }
}
