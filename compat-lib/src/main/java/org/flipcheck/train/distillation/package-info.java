/**
 * Losses that train a new model to stay right where an old one was: margin-preserving distillation
 * (MPT) and what it is compared with. Each is a function of logits through which gradients flow to
 * the student alone.
 *
 * <p>{@link org.flipcheck.train.distillation.ClassMapping} says which column of the student is
 * which column of the old model. {@link org.flipcheck.train.distillation.LogitBatch} holds the
 * logits of one batch, checked. A {@link org.flipcheck.train.distillation.DistillationLoss} makes a
 * scalar of it, and {@link org.flipcheck.train.distillation.TrainingLoss} hands that to DJL. Who
 * wants a loss of their own implements {@code DistillationLoss} or, for a mean over rows, {@code
 * RowLoss}.
 *
 * <p>{@code flipcheck train} minimises them, by {@link org.flipcheck.train.fit}. {@link
 * org.flipcheck.train.distillation.DistillationBaseline} stands apart, as library API alone: two of
 * its losses also ask which rows the old model was trained on.
 *
 * <p>In formulas z are the student's logits, t a teacher's, y the label, n the rows of the batch, C
 * the classes that both sides know, [&middot;] is 1 where the condition holds and else 0.
 */
package org.flipcheck.train.distillation;
