/**
 * The experiments behind the project's figures on weight interpolation and on distillation: old and
 * new models are trained on real updates of data, weights and margins are chosen on development
 * examples, and everything is counted once on test examples. Nothing else depends on this package.
 *
 * <p>{@link org.flipcheck.train.experiment.InterpolationExperiment} and {@link
 * org.flipcheck.train.experiment.DistillationExperiment} run them.
 */
package org.flipcheck.train.experiment;
