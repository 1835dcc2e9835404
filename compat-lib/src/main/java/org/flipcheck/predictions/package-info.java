/**
 * What one model said about each example, in and out of Arrow IPC files. Knows Arrow, and neither
 * the engine that made the predictions nor the one that compares them: the file is the border
 * between the two.
 *
 * <p>{@link org.flipcheck.predictions.PredictionLayout} says which columns a file has, {@link
 * org.flipcheck.predictions.PredictionRow} is one line of it, {@link
 * org.flipcheck.predictions.PredictionWriter} and {@link
 * org.flipcheck.predictions.PredictionReader} move rows.
 */
package org.flipcheck.predictions;
