package org.flipcheck.train.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How to train.
 *
 * @param epochs passes over the training data, at least 1
 * @param batchSize examples per step, at least 1; the last step of an epoch may have fewer
 * @param rule what makes a step of a gradient
 * @param learningRate the full rate, above 0
 * @param schedule what becomes of it
 * @param weightDecay at least 0; how it acts is the rule's
 * @param clipNorm the Euclidean norm over all gradients of a step to which larger ones are scaled
 *     down, above 0; empty for no limit
 * @param seed of the initial weights, of the order of the examples in each epoch and of dropout
 */
public record FitPlan(
    int epochs,
    int batchSize,
    UpdateRule rule,
    double learningRate,
    RateSchedule schedule,
    double weightDecay,
    OptionalDouble clipNorm,
    int seed) {

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if some are out of their ranges; the message lists them all
   */
  public FitPlan {
    List<String> problems = new ArrayList<>();
    if (epochs < 1) {
      problems.add("epochs is %d, at least 1 is needed".formatted(epochs));
    }
    if (batchSize < 1) {
      problems.add("batch size is %d, at least 1 is needed".formatted(batchSize));
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      problems.add("learning rate is %s, it must be above 0 and finite".formatted(learningRate));
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      problems.add("weight decay is %s, it must be at least 0 and finite".formatted(weightDecay));
    }
    if (clipNorm.isPresent() && !(clipNorm.getAsDouble() > 0)) {
      problems.add(
          "gradients are clipped to the norm %s, it must be above 0; leave it out for no limit"
              .formatted(clipNorm.getAsDouble()));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /**
   * How many steps an epoch has.
   *
   * @param examples of the training data
   * @return at least 1
   */
  public int stepsPerEpoch(int examples) {
    return (examples - 1) / batchSize + 1;
  }

  /**
   * The same plan from other random numbers.
   *
   * @param other any
   * @return a plan that differs in the seed alone
   */
  public FitPlan withSeed(int other) {
    return new FitPlan(
        epochs, batchSize, rule, learningRate, schedule, weightDecay, clipNorm, other);
  }
}
