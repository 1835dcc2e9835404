package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * What a search for bad slices found, and how far it went.
 *
 * @param settings what was looked for
 * @param slices the confirmed ones, those with most excess negative flips first
 * @param depth up to how many columns were crossed; 0 where nothing was searched
 * @param examined slices with enough examples that were looked at; crosses of a slice with too few
 *     flips for any part of it to stand out are not
 * @param standingOut how many of them stood out in the half where slices are picked
 * @param tested how many were tested in the other half, after those that cover the same examples
 *     were merged and those that others explain were left out
 * @param limits bounds that the search met, each a sentence for people; empty where it was complete
 */
public record FoundSlices(
    SliceSearch.Settings settings,
    List<FoundSlice> slices,
    int depth,
    long examined,
    long standingOut,
    long tested,
    List<String> limits) {

  /** Keeps unmodifiable copies. */
  public FoundSlices {
    slices = List.copyOf(slices);
    limits = List.copyOf(limits);
  }

  /**
   * The outcome of a search that could not be made.
   *
   * @param settings what was to be looked for
   * @param because the reason, as a sentence for people
   * @return no slice, and the reason as its one limit
   */
  public static FoundSlices notSearched(SliceSearch.Settings settings, String because) {
    return new FoundSlices(settings, List.of(), 0, 0, 0, 0, List.of(because));
  }

  /**
   * The first of the slices; a limit tells where there are more.
   *
   * @param most how many to keep, ≥ 0
   * @return the same outcome with no more slices than that
   */
  public FoundSlices first(int most) {
    if (slices.size() <= most) {
      return this;
    }
    List<String> told = new ArrayList<>(limits);
    told.add(
        "%,d slices were confirmed and the first %,d are listed".formatted(slices.size(), most));
    return new FoundSlices(
        settings, slices.subList(0, most), depth, examined, standingOut, tested, told);
  }
}
