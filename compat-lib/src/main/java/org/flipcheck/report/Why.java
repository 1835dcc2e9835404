package org.flipcheck.report;

import java.util.List;
import java.util.Optional;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.OperatingPoint;

/**
 * Why examples flipped, as far as labels, scores and logits tell.
 *
 * @param gaps negative flips near the boundary and confident ones; empty without logits and
 *     thresholds
 * @param thresholds what moved, score or threshold; empty where no threshold judges
 * @param confusions the most frequent negative flips by label and answers, most frequent first; at
 *     most {@link #MOST_CONFUSIONS}
 */
public record Why(
    Optional<FlipGaps> gaps, Optional<Thresholds> thresholds, List<Confusion> confusions) {

  /** How many confusions are listed. */
  public static final int MOST_CONFUSIONS = 10;

  /** Keeps an unmodifiable copy of the list. */
  public Why {
    confusions = List.copyOf(confusions);
  }

  /**
   * Whether nothing is known.
   *
   * @return true without gaps, thresholds and confusions
   */
  public boolean isEmpty() {
    return gaps.isEmpty() && thresholds.isEmpty() && confusions.isEmpty();
  }

  /**
   * Flips of one kind by what moved. A flip whose new score would flip by the old threshold too is
   * the score's; the others are the threshold's.
   *
   * @param scoreMoved flips that stay with the old threshold on both sides
   * @param thresholdMoved flips that come of the new threshold alone
   */
  public record Moved(long scoreMoved, long thresholdMoved) {}

  /**
   * What the two thresholds do.
   *
   * @param oldThreshold least score of the old model that passes
   * @param negativeFlips negative flips by what moved
   * @param positiveFlips positive flips by what moved
   * @param present what the new model's threshold gives
   * @param suggested the threshold of the new model with fewest negative flips whose precision is
   *     at least the present one's, on these examples; the present one where none is better
   * @param noSuggestionBecause why there is none, or an empty text
   */
  public record Thresholds(
      double oldThreshold,
      Moved negativeFlips,
      Moved positiveFlips,
      OperatingPoint present,
      Optional<OperatingPoint> suggested,
      String noSuggestionBecause) {}

  /**
   * Negative flips of one label from one answer to another.
   *
   * @param label the truth; empty without a label
   * @param oldAnswer the old model's answer; empty where it gave none
   * @param newAnswer the new model's answer; empty where it gave none
   * @param n how many
   */
  public record Confusion(
      Optional<String> label, Optional<String> oldAnswer, Optional<String> newAnswer, long n) {}
}
