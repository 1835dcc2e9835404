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
 * @param squares sums of squares in a comparison with weights or scores; empty in others, where a
 *     result was written without them, and where squares are beyond the range of doubles: then
 *     weighted metrics and means have no interval
 * @param replicates what would have been counted, had the groups of examples been drawn anew; empty
 *     where examples stand alone, or for a slice that has none
 */
public record PairSummary(
    Content content,
    long n,
    Optional<FlipCounts> counts,
    Optional<FlipTable> table,
    Optional<ScoreTable> scores,
    Optional<Ratio> answerChanges,
    Optional<SquaredSums> squares,
    Optional<Replicates> replicates) {

  /**
   * A summary without replicates.
   *
   * @param content what the pairs of the comparison carry
   * @param n pairs, whatever their weight
   * @param counts counts of outcomes
   * @param table what metrics divide
   * @param scores score changes
   * @param answerChanges different answers
   * @param squares sums of squares
   */
  public PairSummary(
      Content content,
      long n,
      Optional<FlipCounts> counts,
      Optional<FlipTable> table,
      Optional<ScoreTable> scores,
      Optional<Ratio> answerChanges,
      Optional<SquaredSums> squares) {
    this(content, n, counts, table, scores, answerChanges, squares, Optional.empty());
  }

  /**
   * A summary without sums of squares.
   *
   * @param content what the pairs of the comparison carry
   * @param n pairs, whatever their weight
   * @param counts counts of outcomes
   * @param table what metrics divide
   * @param scores score changes
   * @param answerChanges different answers
   */
  public PairSummary(
      Content content,
      long n,
      Optional<FlipCounts> counts,
      Optional<FlipTable> table,
      Optional<ScoreTable> scores,
      Optional<Ratio> answerChanges) {
    this(content, n, counts, table, scores, answerChanges, Optional.empty());
  }

  /**
   * The same counts with their replicates.
   *
   * @param of replicates of the same pairs
   * @return a copy that differs in nothing else
   */
  public PairSummary with(Replicates of) {
    return new PairSummary(
        content, n, counts, table, scores, answerChanges, squares, Optional.of(of));
  }

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

  /**
   * The same with sums of squares.
   *
   * @param sums the sums of squares of these pairs
   * @return a copy that has them
   */
  public PairSummary withSquares(SquaredSums sums) {
    return new PairSummary(
        content, n, counts, table, scores, answerChanges, Optional.of(sums), replicates);
  }

  /**
   * The same with squared weights in place of weights, for metrics are sums of cells.
   *
   * @return the sums of squares as a summary; empty where there are none
   */
  public Optional<PairSummary> ofSquares() {
    return squares.map(
        sums ->
            new PairSummary(content, n, counts, sums.table(), sums.scores(), sums.answerChanges()));
  }
}
