/**
 * Interpolation of live models (BCWI, FisherBCWI, SoupBCWI) over DJL blocks and TorchScript models:
 * the weights between an old model and a new one that was fine-tuned from it. The weight always is
 * that of the OLD model: 0 is the new model, 1 the old one.
 *
 * <p>{@link org.flipcheck.train.interpolation.ModelWeights} copies the weights of a live model to
 * the heap. {@link org.flipcheck.train.interpolation.WeightInterpolation} checks that copies fit
 * together and writes any mixture of them into one working block. Formulas, weights by name and
 * rows of classes are those of {@code org.flipcheck.checkpoint}, so that files and live models come
 * out alike to the last bit.
 */
package org.flipcheck.train.interpolation;
