package org.flipcheck.train.interpolation;

/**
 * What becomes of the running statistics of batch normalisation in a mixed model. Where only one
 * model counts, its own are taken, whatever the choice: at weight 0 the result is the new model,
 * which the reference implementation of BCWI misses, since it keeps the old model's statistics at
 * every weight; at weight 1 it is the old one, also where classes were added.
 */
public sealed interface RunningStatistics {

  /**
   * Measured again on data, after the weights are mixed; {@link BatchNormStatistics} says how. The
   * right choice where there are data: mixed weights give activations that neither model has seen.
   *
   * @param data unlabelled examples like those trained on, in an order that does not sort them
   */
  record Reestimated(InputBatches data) implements RunningStatistics {}

  /** Mixed like weights, though without Fisher information, which they do not have. */
  record Interpolated() implements RunningStatistics {}

  /** The new model's at every weight below 1; of a soup, those of its first model. */
  record OfNewModel() implements RunningStatistics {}
}
