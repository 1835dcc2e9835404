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
 *
 * <p>The command {@code mend} mixes TorchScript models with it. No command calls the rest, which is
 * there for programs that hold live models:
 *
 * <ul>
 *   <li>{@link org.flipcheck.train.interpolation.DiagonalFisher}, whose files {@code interpolate}
 *       and {@code mend} take;
 *   <li>{@link org.flipcheck.train.interpolation.RunningStatistics} and {@link
 *       org.flipcheck.train.interpolation.BatchNormStatistics};
 *   <li>{@link org.flipcheck.train.interpolation.Midpoint}, for {@code mend} asks its half-way
 *       model as it asks all others;
 *   <li>what interpolation is compared with: {@link
 *       org.flipcheck.train.interpolation.ProbabilityEnsemble} and {@link
 *       org.flipcheck.train.interpolation.PriorPenalty}.
 * </ul>
 */
package org.flipcheck.train.interpolation;
