package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;

/**
 * One limit of a policy.
 *
 * @param metric what is limited
 * @param bound on which side the limit lies
 * @param limit the limit, as a share (0.02 is 2%) or in units of the score
 * @param confidence the level of the two-sided interval whose ends are judged, in [0, 1); 0 judges
 *     the point value
 * @param scope which examples it is about
 * @param minExamples slices with fewer pairs are not judged; 0 judges all
 * @param severity whether it counts for the verdict
 * @param baseline what the limit is counted from
 */
public record Rule(
    FlipMetric metric,
    Bound bound,
    double limit,
    double confidence,
    Scope scope,
    long minExamples,
    Severity severity,
    Baseline baseline) {

  /** The confidence of a rule that names none. */
  public static final double DEFAULT_CONFIDENCE = 0.95;

  /**
   * A rule whose limit stands for itself.
   *
   * @param metric what is limited
   * @param bound on which side the limit lies
   * @param limit the limit, as a share or in units of the score
   * @param confidence level of the two-sided interval, in [0, 1)
   * @param scope which examples it is about
   * @param minExamples slices with fewer pairs are not judged
   * @param severity whether it counts for the verdict
   */
  public Rule(
      FlipMetric metric,
      Bound bound,
      double limit,
      double confidence,
      Scope scope,
      long minExamples,
      Severity severity) {
    this(metric, bound, limit, confidence, scope, minExamples, severity, Baseline.ABSOLUTE);
  }

  /** On which side of the limit a value is good. */
  public enum Bound {
    /** The value may not exceed the limit. */
    MAX,
    /** The value may not fall below the limit. */
    MIN;

    /**
     * The name used in files.
     *
     * @return {@code max} or {@code min}
     */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean isWithin(double value, double limit) {
      return this == MAX ? value <= limit : value >= limit;
    }

    private boolean isBeyond(double value, double limit) {
      return this == MAX ? value > limit : value < limit;
    }
  }

  /**
   * The rule in words, such as {@code negative_flip_rate <= 0.02 for each country}: metric, limit,
   * scope and, where it is not the default, confidence. It names the rule in results, so {@link
   * Policy#problems()} sees to it that no two rules of a policy have the same.
   *
   * @return a phrase that stays the same from release to release
   */
  public String text() {
    return "%s %s %s%s%s%s"
        .formatted(
            metric.key(),
            bound == Bound.MAX ? "<=" : ">=",
            Answers.ofNumber(limit),
            baselineText(),
            scopeText(),
            confidenceText());
  }

  private String baselineText() {
    if (baseline instanceof Baseline.Times times) {
      return " times " + times.metric().key();
    }
    return baseline instanceof Baseline.Floor ? " beyond the noise floor" : "";
  }

  private String scopeText() {
    if (scope instanceof Scope.Named named) {
      return " for " + named.slice();
    }
    return scope instanceof Scope.Each each ? " for each " + String.join(", ", each.columns()) : "";
  }

  private String confidenceText() {
    if (confidence == 0) {
      return " by its point value";
    }
    return confidence == DEFAULT_CONFIDENCE ? "" : " at confidence " + Answers.ofNumber(confidence);
  }

  /**
   * What an interval says about the limit.
   *
   * @param low lower end, or the point value
   * @param high upper end, or the point value again
   * @return PASS if the bad end is within the limit, FAIL if the good end is beyond it, else (and
   *     for NaN) INCONCLUSIVE
   */
  Verdict judge(double low, double high) {
    double bad = bound == Bound.MAX ? high : low;
    double good = bound == Bound.MAX ? low : high;
    if (bound.isWithin(bad, limit)) {
      return Verdict.PASS;
    }
    return bound.isBeyond(good, limit) ? Verdict.FAIL : Verdict.INCONCLUSIVE;
  }

  /**
   * What is wrong with this rule whatever data it meets.
   *
   * @return sentences with the value and the remedy, without a place; empty for a good rule
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    addLimitProblem(problems);
    if (!(confidence >= 0 && confidence < 1)) {
      problems.add(
          "confidence is %s, it must be at least 0 and below 1, such as 0.95; 0 judges the point value"
              .formatted(Answers.ofNumber(confidence)));
    }
    if (minExamples < 0) {
      problems.add(
          "min_examples is %d, a number of examples cannot be negative; 0 judges every slice"
              .formatted(minExamples));
    }
    List<String> columns = columns();
    if (columns.isEmpty() && !(scope instanceof Scope.Overall)) {
      problems.add("the slice of the rule names no column; name one, or leave the slice out");
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      problems.add("each names a column twice: %s".formatted(String.join(", ", columns)));
    }
    problems.addAll(BaselineProblems.of(this));
    return problems;
  }

  /** The level of one end of the interval: 0.975 for a confidence of 0.95. */
  double oneSidedLevel() {
    return (1 + confidence) / 2;
  }

  /** The slice columns this rule needs; none for all examples. */
  List<String> columns() {
    if (scope instanceof Scope.Named named) {
      return named.slice().columns();
    }
    return scope instanceof Scope.Each each ? each.columns() : List.of();
  }

  private void addLimitProblem(List<String> problems) {
    String key = bound.key();
    if (!Double.isFinite(limit)) {
      problems.add("%s is %s, it must be a number".formatted(key, limit));
      return;
    }
    if (!(baseline instanceof Baseline.Absolute)) {
      return;
    }
    double least = leastPossible();
    double most = isShare() ? 1 : Double.POSITIVE_INFINITY;
    if (limit >= least && limit <= most) {
      return;
    }
    String range =
        isShare()
            ? "lies between %s and 1".formatted(Answers.ofNumber(least))
            : "is never below " + Answers.ofNumber(least);
    String remedy =
        isShare() && Math.abs(limit) <= 100 && limit / 100 >= least
            ? "; for %s%% write %s"
                .formatted(Answers.ofNumber(limit), Answers.ofNumber(limit / 100))
            : "";
    problems.add(
        "%s is %s, but %s %s%s"
            .formatted(key, Answers.ofNumber(limit), metric.key(), range, remedy));
  }

  private boolean isShare() {
    return metric.kind() == Kind.PROPORTION || metric.kind() == Kind.PAIRED_DIFFERENCE;
  }

  /** Whether every value the metric can have keeps the limit. */
  boolean isKeptByAll() {
    if (!(baseline instanceof Baseline.Absolute)) {
      return false;
    }
    return bound == Bound.MAX ? isShare() && limit >= 1 : limit <= leastPossible();
  }

  private double leastPossible() {
    return switch (metric.kind()) {
      case PROPORTION, RATIO -> 0;
      case PAIRED_DIFFERENCE -> -1;
      case MEAN -> metric == FlipMetric.MEAN_SCORE_DELTA ? Double.NEGATIVE_INFINITY : 0;
    };
  }
}
