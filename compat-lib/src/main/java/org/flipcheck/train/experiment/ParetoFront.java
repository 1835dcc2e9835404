package org.flipcheck.train.experiment;

import java.util.List;

/**
 * Which of some methods no other one beats: none is at least as accurate with at most as many
 * negative flips, and better in one of both. By the observed means, whatever their noise.
 */
final class ParetoFront {

  private final List<SettingSummary> rivals;

  ParetoFront(List<SettingSummary> rivals) {
    this.rivals = List.copyOf(rivals);
  }

  boolean holds(SettingSummary one) {
    return rivals.stream().noneMatch(other -> dominates(other, one));
  }

  private static boolean dominates(SettingSummary other, SettingSummary one) {
    double accuracy = other.accuracy() - one.accuracy();
    double flips = other.negativeFlipRate() - one.negativeFlipRate();
    return accuracy >= 0 && flips <= 0 && (accuracy > 0 || flips < 0);
  }
}
