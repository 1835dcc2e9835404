package org.flipcheck.train;

/**
 * How long and how fast to train, and from which random numbers.
 *
 * @param epochs passes over the training data, at least 1
 * @param batchSize images per step, at least 1; the last step of an epoch may have fewer
 * @param learningRate of Adam, above 0
 * @param seed of the initial weights and of the order of the images in each epoch
 */
public record TrainingPlan(int epochs, int batchSize, float learningRate, int seed) {

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public TrainingPlan {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs is %d, at least 1 is needed".formatted(epochs));
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batch size is %d, at least 1 is needed".formatted(batchSize));
    }
    if (!(learningRate > 0 && learningRate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate is %s, it must be above 0 and finite".formatted(learningRate));
    }
  }
}
