package org.flipcheck.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.stats.FoundSlices;
import org.flipcheck.stats.SliceCells;
import org.flipcheck.stats.SliceCells.Half;
import org.flipcheck.stats.SliceSearch;
import org.flipcheck.stats.SliceSearch.Settings;

/**
 * What a run searches its slices for, as its settings say.
 *
 * @param listed how many slices a result lists
 * @param leastExamples the fewest examples of a slice; empty for the default
 */
record SliceFinding(long listed, Optional<Long> leastExamples) {

  /** The settings' names. */
  static final String LISTED = "find_slices";

  static final String LEAST_EXAMPLES = "find_min_examples";

  /** The search of a run's settings; empty where none was asked for. */
  static Optional<SliceFinding> of(Map<String, Object> config) {
    return number(config, LISTED)
        .map(listed -> new SliceFinding(listed, number(config, LEAST_EXAMPLES)));
  }

  private static Optional<Long> number(Map<String, Object> config, String name) {
    return Optional.ofNullable((Number) config.get(name)).map(Number::longValue);
  }

  /** The search of several runs as one: the longest list, of the slices that are large enough. */
  static Optional<SliceFinding> together(List<Map<String, Object>> configs) {
    return configs.stream()
        .map(SliceFinding::of)
        .flatMap(Optional::stream)
        .reduce(SliceFinding::together);
  }

  private SliceFinding together(SliceFinding other) {
    Optional<Long> least =
        leastExamples.equals(other.leastExamples)
            ? leastExamples
            : Optional.of(Math.max(settings().leastExamples(), other.settings().leastExamples()));
    return new SliceFinding(Math.max(listed, other.listed), least);
  }

  /** Puts the search into the settings of a run. */
  void tell(Map<String, Object> config) {
    config.put(LISTED, listed);
    leastExamples.ifPresent(least -> config.put(LEAST_EXAMPLES, least));
  }

  private Settings settings() {
    return leastExamples.map(Settings.DEFAULT::withLeastExamples).orElse(Settings.DEFAULT);
  }

  /** Searches what was counted; on the driver, and no example is looked at again. */
  FoundSlices search(PassCounts counts) {
    if (counts.isBySliceSet()) {
      return FoundSlices.notSearched(
          settings(),
          "not searched: the joint values of %s take more than --max-cells %,d rows, so that only the asked slices were kept; raise it, or slice by fewer columns"
              .formatted(String.join(", ", counts.shape().slices()), counts.shape().maxCells()));
    }
    SliceCells.Builder cells = SliceCells.builder(counts.shape().slices());
    for (PassCounts.CountedCell cell : counts.cells()) {
      long n = cell.sums().n();
      cells.add(
          cell.slices(),
          cell.confirms() ? Half.CONFIRM : Half.DISCOVER,
          n,
          cell.outcome() == FlipOutcome.NEGATIVE_FLIP ? n : 0);
    }
    return new SliceSearch(settings()).search(cells.build()).first(Math.toIntExact(listed));
  }
}
