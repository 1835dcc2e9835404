/**
 * What {@code flipcheck train} does: reads a configuration, trains every candidate, and writes the
 * models and what they say. The choice among them is {@link org.flipcheck.mend.TrainingMender}'s.
 *
 * <p>{@link org.flipcheck.train.run.TrainConfig} documents the keys of the configuration.
 */
package org.flipcheck.train.run;
