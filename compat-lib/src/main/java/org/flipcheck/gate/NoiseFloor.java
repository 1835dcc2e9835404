package org.flipcheck.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;

/**
 * How much changes without a new model: the old model compared with reruns of itself, retrained or
 * resampled, on the same examples.
 *
 * @param reruns at least one rerun
 */
public record NoiseFloor(List<Rerun> reruns) {

  /**
   * Keeps an unmodifiable copy of the reruns.
   *
   * @throws IllegalArgumentException if there is none
   */
  public NoiseFloor {
    reruns = List.copyOf(reruns);
    if (reruns.isEmpty()) {
      throw new IllegalArgumentException("a noise floor needs at least one rerun");
    }
  }

  /**
   * The old model against one rerun of it.
   *
   * @param name what people call the rerun
   * @param uri where its predictions were read
   * @param fingerprint identity of their content
   * @param matched ids that both have, ≥ 0
   * @param unmatched ids that only one of them has, ≥ 0
   * @param overall counts of all pairs, the rerun taken as the new side
   * @param slices counts of the slices that rules on the floor need
   */
  public record Rerun(
      String name,
      String uri,
      String fingerprint,
      long matched,
      long unmatched,
      PairSummary overall,
      Map<SliceKey, PairSummary> slices) {

    /** Keeps an unmodifiable copy of the slices in the order given. */
    public Rerun {
      slices = Collections.unmodifiableMap(new LinkedHashMap<>(slices));
    }

    /**
     * Share of the examples that only one of the two has.
     *
     * @return a share; 0 where there is no example at all
     */
    public double unmatchedShare() {
      return unmatched == 0 ? 0 : unmatched / ((double) matched + unmatched);
    }
  }

  /**
   * The counts of all reruns on some examples.
   *
   * @param slice the slice; empty for all examples
   * @return one summary for each rerun that has such an example
   */
  public List<PairSummary> of(Optional<SliceKey> slice) {
    return reruns.stream()
        .map(rerun -> slice.isEmpty() ? rerun.overall() : rerun.slices().get(slice.get()))
        .filter(Objects::nonNull)
        .toList();
  }
}
