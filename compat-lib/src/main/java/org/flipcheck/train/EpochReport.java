package org.flipcheck.train;

/**
 * What one epoch of training came to. Loss and right answers are those of each example at the step
 * that learned from it, while the weights were still moving.
 *
 * @param epoch from 1
 * @param examples how many examples were learned from
 * @param meanLoss mean cross-entropy per example, in nats
 * @param right how many examples were answered rightly before their step
 */
public record EpochReport(int epoch, int examples, double meanLoss, int right) {

  /**
   * The share of examples answered rightly.
   *
   * @return within [0, 1]
   */
  public double accuracy() {
    return (double) right / examples;
  }
}
