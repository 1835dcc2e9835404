package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flipcheck.stats.SliceCells.Half;

/**
 * Finds slices with more negative flips than the rest, among all values of the slice columns and
 * their crosses.
 *
 * <ol>
 *   <li><b>Discover</b>, in one half of the ids: a slice stands out where its rate of negative
 *       flips is significantly above that of all other examples, and above that of the rest of each
 *       slice with one condition less. Significant is a one-sided likelihood ratio at {@code
 *       discoverLevel}, which is not corrected: it only picks what is worth a test.
 *   <li><b>Merge</b> slices that cover the same examples into their shortest description.
 *   <li><b>Explain</b>: most significant first, each slice must stand out beside those before it.
 *       It is compared within the smallest of them that holds it, if any, and without the examples
 *       of those that do not hold it. So neither a cross of a bad slice nor the slices around a bad
 *       cross are told as news unless they are.
 *   <li><b>Confirm</b>, in the other half: the same comparison by Fisher's exact test, the p-values
 *       corrected for all slices that reached this step.
 * </ol>
 *
 * <p>The halves share no example, so that picking does not bias the test. Where examples come in
 * groups that flip together, the test is too sure of itself.
 */
public final class SliceSearch {

  /** Most visits of a cell; a depth that needs more is not searched. */
  static final long MOST_VISITS = 2_000_000_000L;

  private final Settings settings;

  /**
   * A search.
   *
   * @param settings what to look for
   */
  public SliceSearch(Settings settings) {
    this.settings = settings;
  }

  /**
   * What a search looks for.
   *
   * @param depth up to how many columns are crossed, from 1 to {@value #MOST_DEPTH}
   * @param leastExamples the fewest examples of a slice, ≥ 1; at least half of them must lie in the
   *     half where slices are picked
   * @param mostCandidates most slices that stand out to be kept, ≥ 1
   * @param mostHypotheses most slices to be tested, ≥ 1
   * @param discoverLevel one-sided level at which a slice stands out, in (0, 0.5)
   * @param confirmLevel level of the corrected test, in (0, 1)
   * @param correction how p-values are corrected
   */
  public record Settings(
      int depth,
      long leastExamples,
      int mostCandidates,
      int mostHypotheses,
      double discoverLevel,
      double confirmLevel,
      SearchCorrection correction) {

    /** The deepest crosses that can be searched. */
    public static final int MOST_DEPTH = 3;

    /** Crosses of three columns, 50 examples, Holm's correction at 0.05. */
    public static final Settings DEFAULT =
        new Settings(MOST_DEPTH, 50, 500, 100, 0.001, 0.05, SearchCorrection.HOLM);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is NaN or out of its range
     */
    public Settings {
      if (!(depth >= 1 && depth <= MOST_DEPTH)) {
        throw new IllegalArgumentException(
            "depth is %d, it must lie between 1 and %d".formatted(depth, MOST_DEPTH));
      }
      if (!(leastExamples >= 1 && mostCandidates >= 1 && mostHypotheses >= 1)) {
        throw new IllegalArgumentException(
            "least examples %d, most candidates %d and most hypotheses %d must be 1 or more"
                .formatted(leastExamples, mostCandidates, mostHypotheses));
      }
      if (!(discoverLevel > 0 && discoverLevel < 0.5 && confirmLevel > 0 && confirmLevel < 1)) {
        throw new IllegalArgumentException(
            "levels are %s to discover and %s to confirm, they must lie between 0 and 0.5, and 0 and 1"
                .formatted(discoverLevel, confirmLevel));
      }
    }

    /**
     * The same settings for larger or smaller slices.
     *
     * @param examples the fewest examples of a slice, ≥ 1
     * @return other settings
     */
    public Settings withLeastExamples(long examples) {
      return new Settings(
          depth, examples, mostCandidates, mostHypotheses, discoverLevel, confirmLevel, correction);
    }

    /** The fewest examples of a slice in the half where it is picked. */
    long leastFound() {
      return leastExamples / 2 + leastExamples % 2;
    }

    /** The contrast at which a slice stands out. */
    double contrast() {
      return NormalQuantile.ofUpperTail(discoverLevel);
    }
  }

  /**
   * Searches.
   *
   * @param cells what was counted; the order in which it came does not matter
   * @return what was found, and each bound that was met
   */
  public FoundSlices search(SliceCells cells) {
    List<String> limits = new ArrayList<>();
    if (isHopeless(cells, limits)) {
      return FoundSlices.notSearched(settings, limits.get(0));
    }
    int depth = affordableDepth(cells, limits);
    SliceLattice lattice = new SliceLattice(cells, settings);
    int reached = lattice.walk(depth);
    if (reached < depth && SliceLattice.varyingColumns(cells) > reached) {
      limits.add(
          "crosses of 3 columns were not searched: more than %,d crosses of 2 columns hold enough examples; raise the least number of examples"
              .formatted(SliceLattice.MOST_PAIRS));
    }
    List<Candidate> candidates = lattice.candidates();
    if (candidates.size() < lattice.standingOut()) {
      limits.add(
          "%,d slices stood out and only the most significant %,d were looked at further"
              .formatted(lattice.standingOut(), candidates.size()));
    }
    SliceHypotheses hypotheses = SliceHypotheses.of(cells, candidates, settings);
    if (hypotheses.cut()) {
      limits.add(
          "only the most significant %,d slices were tested".formatted(settings.mostHypotheses()));
    }
    List<FoundSlice> confirmed =
        hypotheses.tested(settings.correction()).stream()
            .filter(slice -> slice.adjustedPValue() <= settings.confirmLevel())
            .sorted(
                Comparator.comparingDouble((FoundSlice slice) -> -slice.excessNegativeFlips())
                    .thenComparing(FoundSlice::slice))
            .toList();
    return new FoundSlices(
        settings,
        confirmed,
        reached,
        lattice.examined(),
        lattice.standingOut(),
        hypotheses.size(),
        limits);
  }

  private static boolean isHopeless(SliceCells cells, List<String> limits) {
    SliceCounts discover = cells.total(Half.DISCOVER);
    SliceCounts confirm = cells.total(Half.CONFIRM);
    if (discover.negativeFlips() + confirm.negativeFlips() == 0) {
      limits.add("not searched: there is no negative flip");
    } else if (SliceLattice.varyingColumns(cells) == 0) {
      limits.add("not searched: no slice column has more than one value");
    } else if (discover.examples() == 0 || confirm.examples() == 0) {
      limits.add("not searched: all examples lie in the same half of the ids");
    }
    return !limits.isEmpty();
  }

  private int affordableDepth(SliceCells cells, List<String> limits) {
    int columns = SliceLattice.varyingColumns(cells);
    int depth = Math.min(settings.depth(), columns);
    while (depth > 1 && visits(columns, depth) * cells.size() > MOST_VISITS) {
      limits.add(
          "crosses of %d of the %d columns were not searched: %,d joint values are too many for them; slice by fewer columns"
              .formatted(depth, columns, cells.size()));
      depth--;
    }
    return depth;
  }

  /** The sets of at most so many columns. */
  private static double visits(int columns, int depth) {
    double sets = 1;
    double sum = 0;
    for (int size = 1; size <= depth; size++) {
      sets = sets * (columns - size + 1) / size;
      sum += sets;
    }
    return sum;
  }
}
