package org.flipcheck.metrics;

/**
 * What the negative flips of a comparison cost by some {@link CostTable}. Each pair counts once,
 * whatever its weight.
 *
 * @param n judged pairs, ≥ 0
 * @param negativeFlips the negative flips among them
 * @param sum sum of the costs of the negative flips, ≥ 0
 * @param sumOfSquares sum of their squares, ≥ 0
 * @param maxCost the most a flip can cost by the table, whether or not one did
 */
public record FlipCosts(
    long n, long negativeFlips, double sum, double sumOfSquares, double maxCost) {

  /**
   * Checks the sums.
   *
   * @throws IllegalArgumentException if a number is negative or not finite, if there are more flips
   *     than pairs, or if the sums exceed what so many flips can cost
   */
  public FlipCosts {
    boolean finite = sum + sumOfSquares + maxCost < Double.POSITIVE_INFINITY;
    boolean positive = negativeFlips >= 0 && sum >= 0 && sumOfSquares >= 0 && maxCost >= 0;
    if (!finite || !positive || negativeFlips > n) {
      throw new IllegalArgumentException(
          "%d negative flips of %d pairs cannot cost %s (squares %s) with at most %s each"
              .formatted(negativeFlips, n, sum, sumOfSquares, maxCost));
    }
  }

  /**
   * Mean cost per judged pair.
   *
   * @return sum / n; undefined without pairs
   */
  public Ratio mean() {
    return Ratio.of(sum, (double) n, "no pair was judged");
  }
}
