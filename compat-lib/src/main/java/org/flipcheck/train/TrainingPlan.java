package org.flipcheck.train;

/**
 * How long and how fast to train, and from which random numbers.
 *
 * @param epochs passes over the training data, at least 1
 * @param batchSize examples per step, at least 1; the last step of an epoch may have fewer
 * @param learningRate of Adam in the first step, above 0
 * @param schedule what becomes of the learning rate
 * @param weightDecay decoupled, as in AdamW: before each step every weight loses this share of
 *     itself times the learning rate; 0 is Adam
 * @param seed of the initial weights, of the order of the examples in each epoch and of dropout
 */
public record TrainingPlan(
    int epochs, int batchSize, float learningRate, Schedule schedule, float weightDecay, int seed) {

  /** What becomes of the learning rate in the course of the training. */
  public enum Schedule {
    /** It stays. */
    CONSTANT,
    /** It falls by the same amount with each step and would reach 0 one step after the last. */
    LINEAR;

    /** The share of the first rate that is left in a step, of so many; the first is step 0. */
    float share(int step, int steps) {
      return this == CONSTANT ? 1 : Math.max(0, steps - step) / (float) steps;
    }
  }

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
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weight decay is %s, it must be at least 0 and finite".formatted(weightDecay));
    }
  }

  /**
   * Adam at one learning rate, without weight decay.
   *
   * @param epochs at least 1
   * @param batchSize at least 1
   * @param learningRate above 0
   * @param seed any
   * @return a plan
   * @throws IllegalArgumentException if a figure is out of its range
   */
  public static TrainingPlan constant(int epochs, int batchSize, float learningRate, int seed) {
    return new TrainingPlan(epochs, batchSize, learningRate, Schedule.CONSTANT, 0, seed);
  }

  /**
   * The same plan from other random numbers.
   *
   * @param other any
   * @return a plan that differs in the seed alone
   */
  public TrainingPlan withSeed(int other) {
    return new TrainingPlan(epochs, batchSize, learningRate, schedule, weightDecay, other);
  }
}
