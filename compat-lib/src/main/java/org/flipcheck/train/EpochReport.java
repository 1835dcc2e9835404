package org.flipcheck.train;

/**
 * What one epoch of training came to. Loss and right answers are those of each image at the step
 * that learned from it, while the weights were still moving.
 *
 * @param epoch from 1
 * @param images how many images were learned from
 * @param meanLoss mean cross-entropy per image, in nats
 * @param right how many images were answered rightly before their step
 */
public record EpochReport(int epoch, int images, double meanLoss, int right) {

  /**
   * The share of images answered rightly.
   *
   * @return within [0, 1]
   */
  public double accuracy() {
    return (double) right / images;
  }
}
