/**
 * The experiment behind the project's figures on weight interpolation: old and new models are
 * trained on real updates of data, the weight is chosen on development examples, and everything is
 * counted once on test examples. Nothing else depends on this package.
 *
 * <p>{@link org.flipcheck.train.experiment.InterpolationExperiment} runs it.
 */
package org.flipcheck.train.experiment;
