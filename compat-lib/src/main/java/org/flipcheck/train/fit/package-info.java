/**
 * The training of an update: a student, its frozen teachers whose logits are computed once, a loss
 * of {@link org.flipcheck.train.distillation}, and a loop that stops by what users lose.
 *
 * <p>{@link org.flipcheck.train.fit.UpdateTrainer} is where to begin.
 */
package org.flipcheck.train.fit;
