/**
 * The loop that mends an update: interpolate the weights of the old and the new model, predict,
 * count, choose how much the old model counts on development examples, and confirm the choice on
 * test examples that chose nothing.
 *
 * <p>Models are behind {@link org.flipcheck.mend.MixableModels}: checkpoints that the user's own
 * program predicts with, or models that live in this process. Neither needs Spark.
 */
package org.flipcheck.mend;
