package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;

/** What is wrong with a rule's baseline, or with a limit that is counted from one. */
public final class BaselineProblems {

  private BaselineProblems() {}

  /**
   * What is wrong whatever data the rule meets.
   *
   * @param rule any rule
   * @return sentences with the value and the remedy, without a place; empty for a good rule
   */
  public static List<String> of(Rule rule) {
    List<String> problems = new ArrayList<>();
    if (rule.metric() == FlipMetric.FLIP_COST) {
      addCostProblems(problems, rule);
    } else if (rule.baseline() instanceof Baseline.Times times) {
      addTimesProblems(problems, rule, times.metric());
    } else if (rule.baseline() instanceof Baseline.Floor) {
      addFloorProblems(problems, rule);
    }
    return problems;
  }

  private static void addCostProblems(List<String> problems, Rule rule) {
    if (!(rule.scope() instanceof Scope.Overall)) {
      problems.add(
          "flip_cost is counted over all examples only: leave out each and slice, or limit negative_flip_rate there");
    }
    if (!(rule.baseline() instanceof Baseline.Absolute)) {
      problems.add("flip_cost has an absolute limit only: leave out times and beyond_noise_floor");
    }
  }

  private static void addTimesProblems(List<String> problems, Rule rule, FlipMetric other) {
    FlipMetric metric = rule.metric();
    if (metric == other) {
      problems.add("times names the rule's own metric %s: name another".formatted(other.key()));
    } else if (metric.kind() != Kind.PROPORTION
        || other.kind() != Kind.PROPORTION
        || metric.isScored() != other.isScored()) {
      problems.add(
          "%s cannot be limited to a multiple of %s: both must be shares, and both of flips or both of scores"
              .formatted(metric.key(), other.key()));
    }
    if (rule.limit() < 0) {
      problems.add(
          "%s is %s, but a multiple of a share is never below 0"
              .formatted(rule.bound().key(), Answers.ofNumber(rule.limit())));
    }
  }

  private static void addFloorProblems(List<String> problems, Rule rule) {
    if (rule.metric().kind() != Kind.PROPORTION) {
      problems.add(
          "%s has no noise floor, for it is not a share: limit negative_flip_rate, churn or another share"
              .formatted(rule.metric().key()));
    }
    if (rule.bound() == Bound.MIN) {
      problems.add("beyond_noise_floor limits from above: use max");
    }
    double limit = rule.limit();
    if (Math.abs(limit) > 1) {
      problems.add(
          "%s is %s, but what goes beyond the noise floor is a difference of shares, from -1 to 1%s"
              .formatted(
                  rule.bound().key(),
                  Answers.ofNumber(limit),
                  Math.abs(limit) <= 100
                      ? ": for %s%% write %s"
                          .formatted(Answers.ofNumber(limit), Answers.ofNumber(limit / 100))
                      : ""));
    }
  }
}
