package org.flipcheck.metrics;

import java.util.OptionalDouble;

/**
 * The formulas: each metric is a static function of one {@link FlipTable} or {@link ScoreTable}.
 * Cells are written CC, NF, PF, WS and WD as in the literature; N is their sum. Which name is which
 * formula elsewhere: {@link FlipMetric}.
 */
public final class FlipMetrics {

  private static final String NO_PAIR = "no pair was judged";
  private static final String ANSWERS_UNKNOWN =
      "whether two wrong answers agree is unknown: a side gives no answers";

  private FlipMetrics() {}

  /**
   * Accuracy of the old model, (CC + NF) / N.
   *
   * @param t old/new correctness table
   * @return a share; undefined for N = 0
   */
  public static Ratio oldAccuracy(FlipTable t) {
    return Ratio.of(t.oldRight(), t.n(), NO_PAIR);
  }

  /**
   * Accuracy of the new model, (CC + PF) / N.
   *
   * @param t old/new correctness table
   * @return a share; undefined for N = 0
   */
  public static Ratio newAccuracy(FlipTable t) {
    return Ratio.of(t.newRight(), t.n(), NO_PAIR);
  }

  /**
   * New minus old accuracy, (PF − NF) / N.
   *
   * @param t old/new correctness table
   * @return a difference from −1 to 1; undefined for N = 0
   */
  public static Ratio accuracyDelta(FlipTable t) {
    return Ratio.of(t.positiveFlips() - t.negativeFlips(), t.n(), NO_PAIR);
  }

  /**
   * NFR, NF / N: the share of all examples that broke (Yan et al. 2021, <i>Positive-Congruent
   * Training</i>, eq. 2). The denominator is all judged pairs, not those the old model got right.
   *
   * @param t old/new correctness table
   * @return a share; undefined for N = 0
   */
  public static Ratio negativeFlipRate(FlipTable t) {
    return Ratio.of(t.negativeFlips(), t.n(), NO_PAIR);
  }

  /**
   * PFR, PF / N: the share of all examples that were mended.
   *
   * @param t old/new correctness table
   * @return a share; undefined for N = 0
   */
  public static Ratio positiveFlipRate(FlipTable t) {
    return Ratio.of(t.positiveFlips(), t.n(), NO_PAIR);
  }

  /**
   * NFI, NF / (NF + WS + WD): the share of the new model's errors that are regressions (Cai et al.
   * 2022, <i>Measuring and Reducing Model Update Regression in Structured Prediction</i>). One
   * minus {@link #backwardErrorCompatibility}.
   *
   * @param t old/new correctness table
   * @return a share; undefined when the new model makes no error
   */
  public static Ratio negativeFlipImpact(FlipTable t) {
    return Ratio.of(t.negativeFlips(), t.newWrong(), "the new model makes no error");
  }

  /**
   * Relative NFR, NFR / (A_old · (1 − A_new)): observed negative flips over those expected if the
   * two models erred independently; 1 is chance (Yan et al. 2021, eq. 11). Not to be confused with
   * {@link #negativeFlipImpact} or with MUSCLE's reduction relative to a plain update.
   *
   * @param t old/new correctness table
   * @return a ratio ≥ 0; undefined when the old model is never right or the new one never wrong
   */
  public static Ratio relativeNegativeFlipRate(FlipTable t) {
    return Ratio.of(
        t.negativeFlips() * t.n(),
        t.oldRight() * t.newWrong(),
        "the old model is never right or the new model never wrong");
  }

  /**
   * BTC, CC / (CC + NF): the share of the old model's right answers that stay right (Bansal et al.
   * 2019, <i>Updates in Human-AI Teams</i>).
   *
   * @param t old/new correctness table
   * @return a share; undefined when the old model is never right
   */
  public static Ratio backwardTrustCompatibility(FlipTable t) {
    return Ratio.of(t.bothRight(), t.oldRight(), "the old model is never right");
  }

  /**
   * BEC, (WS + WD) / (NF + WS + WD): the share of the NEW model's errors that the old model made
   * too (as published by Träuble et al. 2021; the code of BackwardCompatibilityML divides by the
   * old model's errors instead).
   *
   * @param t old/new correctness table
   * @return a share; undefined when the new model makes no error
   */
  public static Ratio backwardErrorCompatibility(FlipTable t) {
    return Ratio.of(t.bothWrong(), t.newWrong(), "the new model makes no error");
  }

  /**
   * Churn, (NF + PF + WD) / N: the share of examples whose answer changed (Jiang et al. 2022).
   *
   * @param t old/new correctness table
   * @return a share; undefined for N = 0 or unknown answers
   */
  public static Ratio churn(FlipTable t) {
    OptionalDouble different = t.bothWrongDifferent();
    return different.isPresent()
        ? Ratio.of(t.negativeFlips() + t.positiveFlips() + different.getAsDouble(), t.n(), NO_PAIR)
        : Ratio.undefined(ANSWERS_UNKNOWN);
  }

  /**
   * Inconsistency, (NF + WD) / N: the share of examples the new model gets wrong in a way that is
   * new (NFR_mc of Echterhoff et al. 2024, <i>MUSCLE</i>, §3.2).
   *
   * @param t old/new correctness table
   * @return a share; undefined for N = 0 or unknown answers
   */
  public static Ratio inconsistencyRate(FlipTable t) {
    OptionalDouble different = t.bothWrongDifferent();
    return different.isPresent()
        ? Ratio.of(t.negativeFlips() + different.getAsDouble(), t.n(), NO_PAIR)
        : Ratio.undefined(ANSWERS_UNKNOWN);
  }

  /**
   * Mean of (new score − old score).
   *
   * @param s score changes
   * @return a difference in units of the score; undefined without pairs
   */
  public static Ratio meanScoreDelta(ScoreTable s) {
    return Ratio.of(s.gainSum() - s.regressionSum(), s.n(), NO_PAIR);
  }

  /**
   * Share of pairs whose score rose, strictly (MUSCLE §3.2, PFR of generated text).
   *
   * @param s score changes
   * @return a share; undefined without pairs
   */
  public static Ratio gainRate(ScoreTable s) {
    return Ratio.of(s.gains(), s.n(), NO_PAIR);
  }

  /**
   * Share of pairs whose score fell, strictly (MUSCLE §3.2, NFR of generated text).
   *
   * @param s score changes
   * @return a share; undefined without pairs
   */
  public static Ratio regressionRate(ScoreTable s) {
    return Ratio.of(s.regressions(), s.n(), NO_PAIR);
  }

  /**
   * Mean rise over the pairs whose score rose (MUSCLE §3.2, M_g).
   *
   * @param s score changes
   * @return a positive number in units of the score; undefined without a gain
   */
  public static Ratio meanGain(ScoreTable s) {
    return Ratio.of(s.gainSum(), s.gains(), "no score rose");
  }

  /**
   * Mean fall, as a positive number, over the pairs whose score fell (MUSCLE §3.2, M_r).
   *
   * @param s score changes
   * @return a positive number in units of the score; undefined without a regression
   */
  public static Ratio meanRegression(ScoreTable s) {
    return Ratio.of(s.regressionSum(), s.regressions(), "no score fell");
  }
}
