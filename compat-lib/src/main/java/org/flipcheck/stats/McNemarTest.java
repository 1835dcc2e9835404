package org.flipcheck.stats;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.flipcheck.metrics.FlipCounts;

/**
 * Whether two models differ in accuracy on the same examples. H0: an example that only one model
 * gets right is as likely to be a negative as a positive flip, so that NF is binomial with n = NF +
 * PF and p = 1/2.
 *
 * <pre>p-value = min(1, 2 · P(X ≤ min(NF, PF))) = min(1, 2 · I½(max(NF, PF), min(NF, PF) + 1))
 * </pre>
 *
 * <ul>
 *   <li>1 without discordant pairs.
 *   <li>Up to {@value #MAX_EXACT} discordant pairs the binomial tail itself (method {@code exact});
 *       the regularised incomplete beta function I loses digits in proportion to n, so that beyond
 *       it the signed root of the deviance, with continuity correction, is taken as normal (method
 *       {@code normal}), which is then good to 7 digits and more for p-values above
 *       10<sup>−15</sup>.
 *   <li>0 where the p-value is below the smallest double.
 * </ul>
 *
 * <p>Q. McNemar (1947), <i>Note on the sampling error of the difference between correlated
 * proportions or percentages</i>, Psychometrika 12:153–157, doi:10.1007/BF02295996.
 *
 * @param pValue probability, under H0, of flips at least as uneven, from 0 to 1
 * @param method {@code exact} or {@code normal}
 */
public record McNemarTest(double pValue, String method) {

  /** Most discordant pairs for which the binomial tail is computed. */
  static final long MAX_EXACT = 100_000_000;

  /**
   * Tests the flips of a comparison.
   *
   * @param counts outcomes of any number of pairs; only the flips matter
   * @return the test's result
   */
  public static McNemarTest of(FlipCounts counts) {
    return of(counts.negativeFlips(), counts.positiveFlips());
  }

  /**
   * Tests two counts of flips.
   *
   * @param negativeFlips NF, ≥ 0
   * @param positiveFlips PF, ≥ 0
   * @return the test's result
   * @throws IllegalArgumentException if a count is negative
   * @throws ArithmeticException if their sum exceeds {@code Long.MAX_VALUE}
   */
  public static McNemarTest of(long negativeFlips, long positiveFlips) {
    if (negativeFlips < 0 || positiveFlips < 0) {
      throw new IllegalArgumentException(
          "flips are %d and %d, a count cannot be negative"
              .formatted(negativeFlips, positiveFlips));
    }
    long fewer = Math.min(negativeFlips, positiveFlips);
    long more = Math.max(negativeFlips, positiveFlips);
    long discordant = Math.addExact(fewer, more);
    if (discordant > MAX_EXACT) {
      return new McNemarTest(Math.min(1, 2 * normalTail(fewer, more)), "normal");
    }
    double pValue =
        fewer == more ? 1 : Math.min(1, 2 * RegularizedBeta.value(0.5, (double) more, fewer + 1.0));
    return new McNemarTest(pValue, "exact");
  }

  /** P(X ≤ fewer), X binomial with n = fewer + more ≫ 1 and p = 1/2. */
  static double normalTail(long fewer, long more) {
    double n = (double) fewer + more;
    double unevenness = Math.max(0, more - fewer - 1) / n;
    return NormalQuantile.upperTail(Math.sqrt(n * relativeDeviance(unevenness)));
  }

  /** (1 + t) ln(1 + t) + (1 − t) ln(1 − t), by its series near 0, where the terms cancel. */
  private static double relativeDeviance(double t) {
    double square = t * t;
    if (t < 0.01) {
      return square * (1 + square * (1 / 6.0 + square * (1 / 15.0 + square / 28)));
    }
    double upper = (1 + t) * Math.log1p(t);
    return t < 1 ? upper + (1 - t) * Math.log1p(-t) : upper;
  }
}
