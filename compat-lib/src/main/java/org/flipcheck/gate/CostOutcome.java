package org.flipcheck.gate;

import org.flipcheck.metrics.FlipCosts;

/**
 * What the negative flips cost by the costs of a policy, as a comparison with that policy counted.
 *
 * @param fingerprint identity of the policy's costs
 * @param costs the sums
 */
public record CostOutcome(String fingerprint, FlipCosts costs) {}
