package org.flipcheck.metrics;

/**
 * Where every input row went. Nothing is dropped in silence: per side, each row falls in the first
 * bucket that fits, and the buckets add up to the rows ({@link #check()}).
 *
 * @param oldSide buckets of the old model's rows
 * @param newSide buckets of the new model's rows
 * @param matched ids that both sides have and nothing excluded: judged + ungraded +
 *     labelConflictsExcluded
 * @param judged n, the pairs with an outcome
 * @param ungraded matched pairs that cannot be judged: a label, grade or score is missing
 * @param labelConflicts matched pairs whose two labels differ
 * @param labelConflictsExcluded the part of them left out of n
 * @param sliceConflicts values of slice columns, counted pair by pair, that differ between the
 *     sides (the new side's is used)
 * @param weightConflicts pairs whose two weights differ (the new side's is used)
 */
public record JoinLedger(
    Side oldSide,
    Side newSide,
    long matched,
    long judged,
    long ungraded,
    long labelConflicts,
    long labelConflictsExcluded,
    long sliceConflicts,
    long weightConflicts) {

  /**
   * The buckets of one side's rows.
   *
   * @param rows rows read
   * @param nullId rows whose id, or a part of it, is null
   * @param duplicateIdentical surplus rows of ids that came more than once with equal content
   * @param duplicateConflicting all rows of ids that came with different content, where excluded
   * @param unusable rows left out for a NaN or infinite score, logit or number
   * @param missingPrediction rows left out for want of a prediction
   * @param onlyHere rows whose id the other side does not have
   * @param partnerExcluded rows whose partner on the other side was left out
   */
  public record Side(
      long rows,
      long nullId,
      long duplicateIdentical,
      long duplicateConflicting,
      long unusable,
      long missingPrediction,
      long onlyHere,
      long partnerExcluded) {

    private long sumOfBuckets() {
      return nullId
          + duplicateIdentical
          + duplicateConflicting
          + unusable
          + missingPrediction
          + onlyHere
          + partnerExcluded;
    }
  }

  /**
   * The share of examples without a partner: (only old + only new) / (matched + only old + only
   * new). Rows that were left out for another reason count on neither side.
   *
   * @return a share from 0 to 1, or undefined when there is no example at all
   */
  public Ratio unmatchedShare() {
    double unmatched = (double) oldSide.onlyHere() + newSide.onlyHere();
    return Ratio.of(unmatched, matched + unmatched, "there is no example on either side");
  }

  /**
   * Proves that no row got lost.
   *
   * @return this ledger
   * @throws IllegalStateException if the buckets of a side do not add up to its rows, or the parts
   *     of the matched pairs to the matched pairs: a defect of the engine that filled it
   */
  public JoinLedger check() {
    checkSum("old rows", oldSide.rows(), oldSide.sumOfBuckets() + matched);
    checkSum("new rows", newSide.rows(), newSide.sumOfBuckets() + matched);
    checkSum("matched pairs", matched, judged + ungraded + labelConflictsExcluded);
    return this;
  }

  private static void checkSum(String what, long total, long sumOfParts) {
    if (total != sumOfParts) {
      throw new IllegalStateException(
          "the join ledger does not add up: %d %s, but their buckets hold %d"
              .formatted(total, what, sumOfParts));
    }
  }
}
