package org.flipcheck.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;

/** What a gate judges by: the counts of a finished comparison, from wherever they are kept. */
public interface Evidence {

  /**
   * The counts of all pairs.
   *
   * @return the overall summary
   */
  PairSummary overall();

  /**
   * The counts of every slice of some columns, whether or not a result lists them all.
   *
   * @param columns one column, or several for their cross; their order does not matter
   * @return slices in the order of {@link SliceKey}, or empty when the comparison did not count
   *     them
   */
  Optional<Map<SliceKey, PairSummary>> slices(List<String> columns);

  /**
   * Where the input rows went.
   *
   * @return the join ledger
   */
  JoinLedger ledger();

  /**
   * The columns the comparison was sliced by, for messages.
   *
   * @return names in the order asked for
   */
  List<String> sliceColumns();

  /**
   * How the protected examples fared.
   *
   * @return empty when the comparison was run without a policy that protects any
   */
  default Optional<ProtectedOutcomes> protectedOutcomes() {
    return Optional.empty();
  }

  /**
   * What the negative flips cost.
   *
   * @return empty when the comparison was run without a policy that has costs
   */
  default Optional<FlipCosts> costs() {
    return Optional.empty();
  }

  /**
   * The old model against reruns of itself.
   *
   * @return empty when the comparison had no rerun
   */
  default Optional<NoiseFloor> noiseFloor() {
    return Optional.empty();
  }
}
