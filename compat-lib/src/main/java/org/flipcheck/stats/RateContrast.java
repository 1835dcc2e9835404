package org.flipcheck.stats;

/**
 * How far a part of some examples lies above the rest of them: the signed root of the likelihood
 * ratio of the 2 × 2 table (part or rest, negative flip or not),
 *
 * <pre>√(2 Σ O ln(O / E)), E = row sum · column sum / n.</pre>
 *
 * <ul>
 *   <li>0 where the part's rate is not above that of the rest, or where part, rest, flips or other
 *       examples are none.
 *   <li>Under the null hypothesis about a standard normal quantity; unlike Pearson's statistic it
 *       stays one far out in the tail and where few flips are expected.
 *   <li>Larger with more flips in a part of the same size, smaller with more examples around the
 *       same flips: of all parts of a part with f flips, and at least m examples, none lies higher
 *       than one of max(f, m) examples with all f flips. A search prunes by this bound.
 * </ul>
 *
 * <p>The bound is that of S. Morishita and J. Sese (2000), <i>Traversing itemset lattices with
 * statistical metric pruning</i>, PODS, for a convex statistic.
 */
final class RateContrast {

  private RateContrast() {}

  /** The contrast of a part against the rest of the whole. */
  static double of(long n, long flips, SliceCounts whole) {
    long rest = whole.examples() - n;
    long restFlips = whole.negativeFlips() - flips;
    if (n == 0 || rest <= 0 || (double) flips * rest <= (double) restFlips * n) {
      return 0;
    }
    double all = whole.examples();
    double rate = whole.negativeFlips() / all;
    double otherRate = (whole.examples() - whole.negativeFlips()) / all;
    double deviance =
        term(flips, n * rate)
            + term(n - flips, n * otherRate)
            + term(restFlips, rest * rate)
            + term(rest - restFlips, rest * otherRate);
    return Math.sqrt(Math.max(0, 2 * deviance));
  }

  private static double term(long observed, double expected) {
    return observed == 0 ? 0 : observed * Math.log(observed / expected);
  }

  /** The highest contrast of any part with at most so many flips and at least so many examples. */
  static double bound(long flips, long leastExamples, SliceCounts whole) {
    return of(Math.max(flips, leastExamples), flips, whole);
  }

  /**
   * The fewest flips with which a part can reach a contrast.
   *
   * @return a number above all flips where none can
   */
  static long fewestFlips(double contrast, long leastExamples, SliceCounts whole) {
    long low = 1;
    long high = whole.negativeFlips() + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (middle <= whole.negativeFlips() && bound(middle, leastExamples, whole) < contrast) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
