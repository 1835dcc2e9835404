package org.flipcheck.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The one place where a confidence level becomes a number of standard deviations. */
final class NormalQuantile {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private NormalQuantile() {}

  /**
   * Half the width, in standard deviations, of the central part of a normal distribution.
   *
   * @param confidence probability of the central part, in (0, 1)
   * @return for example 1.959964 for 0.95
   * @throws IllegalArgumentException if {@code confidence} is NaN or outside (0, 1)
   */
  static double ofTwoSided(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence is " + confidence + ", it must lie between 0 and 1, both excluded");
    }
    return ofUpperTail((1 - confidence) / 2);
  }

  /**
   * Where the upper tail of the normal distribution has a given probability.
   *
   * @param tail probability, from 0 to 1
   * @return deviations from the mean
   */
  static double ofUpperTail(double tail) {
    return NORMAL.inverseSurvivalProbability(tail);
  }

  /**
   * The upper tail of the normal distribution.
   *
   * @param deviations distance from the mean in standard deviations
   * @return probability of a larger value
   */
  static double upperTail(double deviations) {
    return NORMAL.survivalProbability(deviations);
  }
}
