package org.flipcheck.stats;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.BinomialDistribution;
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
 * <p>The exact test is conservative: its p-value is below α less often than that under H0. The
 * mid-p value counts only half of the probability of what was seen, 2 · P(X ≤ min(NF, PF)) − P(X =
 * min(NF, PF)), which is nearer to α, at times a little above it (0.065 at α = 0.05 with 50
 * discordant pairs); beyond {@value #MAX_EXACT} discordant pairs it is the normal tail without
 * continuity correction. It is 1 where NF = PF.
 *
 * <p>M. W. Fagerland, S. Lydersen and P. Laake (2013), <i>The McNemar test for binary matched-pairs
 * data: mid-p and asymptotic are better than exact conditional</i>, BMC Med. Res. Methodol. 13:91,
 * doi:10.1186/1471-2288-13-91.
 *
 * <p>Q. McNemar (1947), <i>Note on the sampling error of the difference between correlated
 * proportions or percentages</i>, Psychometrika 12:153–157, doi:10.1007/BF02295996.
 *
 * @param pValue probability, under H0, of flips at least as uneven, from 0 to 1
 * @param method {@code exact} or {@code normal}; of mid-p values {@code mid_p} or {@code
 *     normal_mid_p}
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
    long fewer = Math.min(negativeFlips, positiveFlips);
    long more = Math.max(negativeFlips, positiveFlips);
    if (discordant(negativeFlips, positiveFlips) > MAX_EXACT) {
      return new McNemarTest(Math.min(1, 2 * normalTail(fewer, more)), "normal");
    }
    return new McNemarTest(fewer == more ? 1 : Math.min(1, bothTails(fewer, more)), "exact");
  }

  /**
   * Tests two counts of flips by the mid-p value.
   *
   * @param negativeFlips NF, ≥ 0
   * @param positiveFlips PF, ≥ 0
   * @return the test's result
   * @throws IllegalArgumentException if a count is negative
   * @throws ArithmeticException if their sum exceeds {@code Long.MAX_VALUE}
   */
  public static McNemarTest midP(long negativeFlips, long positiveFlips) {
    long fewer = Math.min(negativeFlips, positiveFlips);
    long more = Math.max(negativeFlips, positiveFlips);
    long discordant = discordant(negativeFlips, positiveFlips);
    if (discordant > MAX_EXACT) {
      double pValue = 2 * normalTail((double) discordant, (double) (more - fewer));
      return new McNemarTest(Math.min(1, pValue), "normal_mid_p");
    }
    double seen = BinomialDistribution.of((int) discordant, 0.5).probability((int) fewer);
    double pValue = fewer == more ? 1 : Math.max(0, bothTails(fewer, more) - seen);
    return new McNemarTest(pValue, "mid_p");
  }

  private static long discordant(long negativeFlips, long positiveFlips) {
    if (negativeFlips < 0 || positiveFlips < 0) {
      throw new IllegalArgumentException(
          "flips are %d and %d, a count cannot be negative"
              .formatted(negativeFlips, positiveFlips));
    }
    return Math.addExact(negativeFlips, positiveFlips);
  }

  /** 2 · P(X ≤ fewer), which is above 1 where the counts are equal. */
  private static double bothTails(long fewer, long more) {
    return 2 * RegularizedBeta.value(0.5, (double) more, fewer + 1.0);
  }

  /** P(X ≤ fewer), X binomial with n = fewer + more ≫ 1 and p = 1/2. */
  static double normalTail(long fewer, long more) {
    return normalTail((double) fewer + more, (double) Math.max(0, more - fewer - 1));
  }

  private static double normalTail(double discordant, double difference) {
    return NormalQuantile.upperTail(
        Math.sqrt(discordant * relativeDeviance(difference / discordant)));
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
