package org.flipcheck.stats;

import java.util.List;
import java.util.Optional;
import org.flipcheck.metrics.SliceKey;

/**
 * A slice that a search found and the other half of the ids confirmed. Its figures are those of all
 * its examples; what was tested may be less of it, see {@code within}.
 *
 * @param slice the shortest description of its examples
 * @param aliases other descriptions of the very same examples, each as short as it can be
 * @param counts its examples and negative flips, both halves together
 * @param rest those of all other examples
 * @param discovered what it was picked for, in the half where slices are picked
 * @param confirmed what was tested, in the other half
 * @param pValue one-sided p-value of {@code confirmed}, Fisher's exact test
 * @param adjustedPValue the same, adjusted for all slices that were tested
 * @param within the slice, found before this one, that holds all its examples and that it was
 *     compared within; empty where it was compared with all others. Slices found before it that do
 *     not hold it are left out of {@code discovered} and {@code confirmed}, with the examples they
 *     share with it
 */
public record FoundSlice(
    SliceKey slice,
    List<SliceKey> aliases,
    SliceCounts counts,
    SliceCounts rest,
    Comparison discovered,
    Comparison confirmed,
    double pValue,
    double adjustedPValue,
    Optional<SliceKey> within) {

  /** Keeps an unmodifiable copy of the aliases. */
  public FoundSlice {
    aliases = List.copyOf(aliases);
  }

  /**
   * A slice, or what is left of it, and what it is compared with.
   *
   * @param slice the examples of the slice
   * @param others the examples that they are compared with; none of the slice
   */
  public record Comparison(SliceCounts slice, SliceCounts others) {}

  /**
   * How many negative flips the slice has beyond what it would have at the rate of all other
   * examples.
   *
   * @return NF − n · rate of the rest
   */
  public double excessNegativeFlips() {
    return counts.negativeFlips() - counts.examples() * rest.rate();
  }
}
