package org.flipcheck.report;

import java.util.Optional;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.NoiseFloor;
import org.flipcheck.gate.ProtectedOutcomes;

/**
 * What a comparison evaluated for its policy, since it takes the examples.
 *
 * @param protectedOutcomes how protected examples fared; empty where the policy had none
 * @param costs what negative flips cost; empty where the policy had no costs
 * @param noiseFloor the old model against reruns of itself; empty without a rerun
 */
public record PolicyEvidence(
    Optional<ProtectedOutcomes> protectedOutcomes,
    Optional<CostOutcome> costs,
    Optional<NoiseFloor> noiseFloor) {

  /** Of a comparison without policy, or whose policy needs no examples. */
  public static final PolicyEvidence NONE =
      new PolicyEvidence(Optional.empty(), Optional.empty(), Optional.empty());
}
