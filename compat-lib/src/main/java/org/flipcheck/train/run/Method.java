package org.flipcheck.train.run;

import org.flipcheck.mend.TrainedCandidate;
import org.flipcheck.train.distillation.DistillationLoss;

/**
 * A candidate, and what it minimises.
 *
 * @param candidate its number, name and settings
 * @param loss what is minimised
 */
record Method(TrainedCandidate candidate, DistillationLoss loss) {}
