package org.flipcheck.report;

import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;

/** How many more examples of a slice broke than its size would let one expect. */
public final class SliceExcess {

  private SliceExcess() {}

  /**
   * The excess of a slice: \(NF_s - n_s \cdot NF / n\), where examples have weights by weight.
   *
   * @param result a finished comparison
   * @param slice the pairs of one of its slices
   * @return negative flips beyond those that the overall rate would give a slice of this size;
   *     negative where there are fewer; empty where the comparison has no correctness or no pairs
   */
  public static OptionalDouble of(ComparisonResult result, PairSummary slice) {
    Optional<FlipTable> all = result.overall().pairs().table();
    if (all.isEmpty() || all.get().n() == 0 || slice.table().isEmpty()) {
      return OptionalDouble.empty();
    }
    double rate = all.get().negativeFlips() / all.get().n();
    FlipTable table = slice.table().get();
    return OptionalDouble.of(table.negativeFlips() - rate * table.n());
  }
}
