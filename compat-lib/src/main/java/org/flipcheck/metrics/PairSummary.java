package org.flipcheck.metrics;

import java.util.Optional;

/**
 * All that is known about the pairs of one slice: the tables that every {@link FlipMetric} is a
 * function of. A result file holds these numbers, so a judgement can be repeated without the
 * examples.
 *
 * @param content what the pairs of the comparison carry
 * @param n pairs, whatever their weight
 * @param counts counts of outcomes; empty when the comparison has no correctness
 * @param table what metrics divide: the counts again or, in a weighted comparison, sums of weights
 * @param scores score changes; empty when the comparison has no scores
 * @param answerChanges different answers over all pairs in a comparison without correctness; empty
 *     where {@code counts} are present or answers unknown
 */
public record PairSummary(
    Content content,
    long n,
    Optional<FlipCounts> counts,
    Optional<FlipTable> table,
    Optional<ScoreTable> scores,
    Optional<Ratio> answerChanges) {

  /**
   * What the pairs of a comparison carry; the same for all of its slices.
   *
   * @param judged whether pairs have a correctness (a label, grade or threshold)
   * @param answers whether answers of both sides are known
   * @param scores whether both sides have scores whose change is measured
   * @param weights whether pairs are weighted
   */
  public record Content(boolean judged, boolean answers, boolean scores, boolean weights) {

    /** Labels and answers, neither scores nor weights: the plain classification task. */
    public static final Content CLASSIFICATION = new Content(true, true, false, false);

    /**
     * The same, once it is known that one side never gave an answer.
     *
     * @return a copy whose answers are unknown
     */
    public Content withoutAnswers() {
      return new Content(judged, false, scores, weights);
    }
  }

  /**
   * The summary of plain counts.
   *
   * @param counts counts of outcomes
   * @return the summary of an unweighted comparison without scores
   */
  public static PairSummary of(FlipCounts counts) {
    return new PairSummary(
        new Content(true, counts.bothWrongSame().isPresent(), false, false),
        counts.n(),
        Optional.of(counts),
        Optional.of(FlipTable.of(counts)),
        Optional.empty(),
        Optional.empty());
  }
}
