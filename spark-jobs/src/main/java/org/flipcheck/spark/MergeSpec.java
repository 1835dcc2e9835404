package org.flipcheck.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.spark.CompareSpec.Output;
import org.flipcheck.spark.CompareSpec.PolicyText;

/**
 * Finished runs to add up, as the user asked for it: what a {@link MergeJob} runs.
 *
 * @param runs folders of finished runs, paths or URIs; at least two
 * @param oldName what reports call the old model; empty for the name that all runs give it
 * @param newName the same for the new model
 * @param policy the gate's rules; empty to judge nothing
 * @param maxUnmatched largest allowed share of unmatched examples; empty to leave it to the policy
 * @param enforcement what the verdict means for the build
 * @param output where the result goes
 */
public record MergeSpec(
    List<String> runs,
    Optional<String> oldName,
    Optional<String> newName,
    Optional<PolicyText> policy,
    OptionalDouble maxUnmatched,
    Enforcement enforcement,
    Output output) {

  /** Keeps an unmodifiable copy. */
  public MergeSpec {
    runs = List.copyOf(runs);
  }
}
