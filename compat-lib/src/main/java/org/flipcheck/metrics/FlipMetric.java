package org.flipcheck.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The name of every metric. Policies, results and reports use {@link #key()} only. Adding a metric
 * is one function in {@link FlipMetrics} and one line here.
 */
public enum FlipMetric {
  /** Accuracy of the old model. */
  OLD_ACCURACY(Kind.PROPORTION, FlipMetrics::oldAccuracy, "accuracy of the old model"),
  /** Accuracy of the new model. */
  NEW_ACCURACY(Kind.PROPORTION, FlipMetrics::newAccuracy, "accuracy of the new model"),
  /** New minus old accuracy. */
  ACCURACY_DELTA(Kind.PAIRED_DIFFERENCE, FlipMetrics::accuracyDelta, "new minus old accuracy"),
  /** NFR. */
  NEGATIVE_FLIP_RATE(
      Kind.PROPORTION, FlipMetrics::negativeFlipRate, "share of all examples that broke (NFR)"),
  /** PFR. */
  POSITIVE_FLIP_RATE(
      Kind.PROPORTION,
      FlipMetrics::positiveFlipRate,
      "share of all examples that were mended (PFR)"),
  /** NFI. */
  NEGATIVE_FLIP_IMPACT(
      Kind.PROPORTION,
      FlipMetrics::negativeFlipImpact,
      "share of the new model's errors that are regressions (NFI)"),
  /** PCT's relative NFR. */
  RELATIVE_NEGATIVE_FLIP_RATE(
      Kind.RATIO,
      FlipMetrics::relativeNegativeFlipRate,
      "negative flips over those expected by chance (PCT's relative NFR)"),
  /** BTC. */
  BACKWARD_TRUST_COMPATIBILITY(
      Kind.PROPORTION,
      FlipMetrics::backwardTrustCompatibility,
      "share of the old model's right answers that stay right (BTC)"),
  /** BEC. */
  BACKWARD_ERROR_COMPATIBILITY(
      Kind.PROPORTION,
      FlipMetrics::backwardErrorCompatibility,
      "share of the new model's errors that are not new (BEC)"),
  /** Churn. */
  CHURN(Kind.PROPORTION, FlipMetrics::churn, "share of answers that changed"),
  /** MUSCLE's NFR_mc. */
  INCONSISTENCY_RATE(
      Kind.PROPORTION,
      FlipMetrics::inconsistencyRate,
      "share of examples that are wrong in a new way (MUSCLE's NFR_mc)"),
  /** Mean change of the score. */
  MEAN_SCORE_DELTA("mean of new minus old score", FlipMetrics::meanScoreDelta, Kind.MEAN),
  /** Share of scores that rose. */
  GAIN_RATE("share of scores that rose", FlipMetrics::gainRate, Kind.PROPORTION),
  /** Share of scores that fell. */
  REGRESSION_RATE("share of scores that fell", FlipMetrics::regressionRate, Kind.PROPORTION),
  /** Mean rise of the scores that rose. */
  MEAN_GAIN("mean rise of the scores that rose", FlipMetrics::meanGain, Kind.MEAN),
  /** Mean fall of the scores that fell. */
  MEAN_REGRESSION("mean fall of the scores that fell", FlipMetrics::meanRegression, Kind.MEAN),
  /** Mean cost; known only where a policy gave costs, and never listed among a result's metrics. */
  FLIP_COST(
      "mean cost of negative flips per example, by the policy's costs", FlipMetric::withoutCosts);

  /** What a metric is, which decides the intervals it can have. */
  public enum Kind {
    /** A count out of a count: numerator ≤ denominator, both whole numbers in unweighted data. */
    PROPORTION,
    /** A difference of two proportions of the same examples. */
    PAIRED_DIFFERENCE,
    /** A quotient of products of counts. */
    RATIO,
    /** A mean of reals. */
    MEAN
  }

  private final Kind kind;
  private final boolean scored;

  @SuppressWarnings("ImmutableEnumChecker") // holds references to static functions only
  private final Function<PairSummary, Ratio> formula;

  private final String description;
  private final String key = name().toLowerCase(Locale.ROOT);

  FlipMetric(Kind kind, Function<FlipTable, Ratio> formula, String description) {
    this.kind = kind;
    this.scored = false;
    this.formula =
        summary -> summary.table().map(formula).orElseGet(FlipMetric::withoutCorrectness);
    this.description = description;
  }

  FlipMetric(String description, Function<ScoreTable, Ratio> formula, Kind kind) {
    this.kind = kind;
    this.scored = true;
    this.formula =
        summary ->
            summary
                .scores()
                .map(formula)
                .orElseGet(() -> Ratio.undefined("the comparison has no scores"));
    this.description = description;
  }

  FlipMetric(String description, Function<PairSummary, Ratio> formula) {
    this.kind = Kind.MEAN;
    this.scored = false;
    this.formula = formula;
    this.description = description;
  }

  /** Costs are added up beside the pairs, see {@link FlipCosts#mean()}. */
  private static Ratio withoutCosts(PairSummary summary) {
    return Ratio.undefined("costs are of a policy, not of the pairs alone");
  }

  private static Ratio withoutCorrectness() {
    return Ratio.undefined("right and wrong are unknown: there is no label, grade or threshold");
  }

  /**
   * Computes the metric.
   *
   * @param summary what was counted in one slice
   * @return numerator and denominator, or the reason why there is no value
   */
  public Ratio of(PairSummary summary) {
    if (this == CHURN && !summary.content().judged()) {
      return summary.answerChanges().orElseGet(() -> Ratio.undefined("a side gives no answers"));
    }
    return formula.apply(summary);
  }

  /**
   * Whether a comparison with this content lists the metric at all: scored metrics appear only
   * where there are scores, and then the others only where there is something to judge or compare.
   *
   * @param content what the pairs carry
   * @return true if the metric belongs in the result
   */
  public boolean appliesTo(PairSummary.Content content) {
    if (this == FLIP_COST) {
      return false; // it is of a policy, not of the pairs alone
    }
    if (scored) {
      return content.scores();
    }
    return content.judged() || (this == CHURN && content.answers());
  }

  /**
   * Whether the metric is about changes of scores rather than about right and wrong.
   *
   * @return true for the metrics of generated text
   */
  public boolean isScored() {
    return scored;
  }

  /**
   * The name used in policies and results: {@code negative_flip_rate}.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return key;
  }

  /**
   * What the metric is, in a few words for people.
   *
   * @return a phrase without a full stop
   */
  public String description() {
    return description;
  }

  /**
   * What the metric is, for statistics.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Reads a {@link #key()} back.
   *
   * @param key a name as policies have it
   * @return the metric, or empty when none has that name
   */
  public static Optional<FlipMetric> fromKey(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }
}
