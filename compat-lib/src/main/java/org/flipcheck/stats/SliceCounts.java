package org.flipcheck.stats;

/**
 * Examples and the negative flips among them.
 *
 * @param examples n, ≥ 0
 * @param negativeFlips NF, from 0 to {@code examples}
 */
public record SliceCounts(long examples, long negativeFlips) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if a count is out of its range
   */
  public SliceCounts {
    if (!(negativeFlips >= 0 && negativeFlips <= examples)) {
      throw new IllegalArgumentException(
          "%d negative flips of %d examples".formatted(negativeFlips, examples));
    }
  }

  /** Both counts of two disjoint sets of examples. */
  SliceCounts plus(SliceCounts other) {
    return new SliceCounts(
        Math.addExact(examples, other.examples), Math.addExact(negativeFlips, other.negativeFlips));
  }

  /** What is left without a part. */
  SliceCounts minus(SliceCounts part) {
    return new SliceCounts(examples - part.examples, negativeFlips - part.negativeFlips);
  }

  /**
   * The share of negative flips.
   *
   * @return NF/n; 0 without examples
   */
  public double rate() {
    return examples == 0 ? 0 : (double) negativeFlips / examples;
  }
}
