package org.flipcheck.train.fit;

import java.util.Optional;
import org.flipcheck.metrics.FlipCounts;

/**
 * What one epoch of a training came to.
 *
 * @param epoch from 1
 * @param meanLoss mean loss per training example, each at the step that learned from it
 * @param validation outcomes beside the old model after the epoch; empty where nothing validates
 * @param isBest whether it is the best epoch up to now
 * @param seconds that it took, validation included
 */
public record FitEpoch(
    int epoch, double meanLoss, Optional<FlipCounts> validation, boolean isBest, double seconds) {}
