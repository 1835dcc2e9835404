package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.stats.Estimates;

/** Whether a policy can be judged on a comparison at all: every problem, before any judgement. */
final class Preflight {

  private Preflight() {}

  static void check(Policy policy, OptionalDouble maxUnmatchedOverride, Evidence evidence) {
    List<String> problems = new ArrayList<>(policy.problems());
    maxUnmatchedOverride.ifPresent(share -> Policy.addShareProblem(problems, share));
    for (Rule rule : policy.rules()) {
      List<String> ofRule = new ArrayList<>();
      PreflightEvidence.addProblems(ofRule, rule, evidence);
      if (rule.metric() != FlipMetric.FLIP_COST) {
        addMetricProblem(ofRule, rule.metric(), rule.confidence(), evidence.overall());
      }
      if (rule.baseline() instanceof Baseline.Times times) {
        addMetricProblem(ofRule, times.metric(), rule.confidence(), evidence.overall());
      }
      addSliceProblem(ofRule, rule, evidence);
      ofRule.forEach(problem -> problems.add("rule %s: %s".formatted(rule.text(), problem)));
    }
    PreflightEvidence.addProblems(problems, policy, evidence);
    if (!problems.isEmpty()) {
      throw new PolicyException(problems);
    }
  }

  /** What is wrong with a policy for any comparison whose pairs carry this. */
  static List<String> problems(Policy policy, PairSummary.Content content) {
    List<String> problems = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Stream.concat(Stream.of(rule.metric()), timesMetric(rule).stream())
          .filter(
              metric ->
                  metric == FlipMetric.FLIP_COST ? !content.judged() : !metric.appliesTo(content))
          .forEach(metric -> problems.add("rule %s: %s".formatted(rule.text(), lacks(metric))));
      if (rule.metric() == FlipMetric.FLIP_COST && content.weights()) {
        problems.add("rule %s: %s".formatted(rule.text(), PreflightEvidence.WEIGHTED_COST));
      }
    }
    if (!policy.protectedGroups().isEmpty() && !content.judged()) {
      problems.add(
          "the policy protects examples from turning wrong, but the comparison has %s; %s, or remove them"
              .formatted(
                  lacking(FlipMetric.NEGATIVE_FLIP_RATE), remedy(FlipMetric.NEGATIVE_FLIP_RATE)));
    }
    return problems;
  }

  private static Optional<FlipMetric> timesMetric(Rule rule) {
    return rule.baseline() instanceof Baseline.Times times
        ? Optional.of(times.metric())
        : Optional.empty();
  }

  private static String lacks(FlipMetric metric) {
    return "the comparison has no %s, for it has %s; %s, or remove the rule"
        .formatted(metric.key(), lacking(metric), remedy(metric));
  }

  private static void addMetricProblem(
      List<String> problems, FlipMetric metric, double confidence, PairSummary overall) {
    if (!metric.appliesTo(overall.content())) {
      problems.add(lacks(metric));
    } else if (confidence != 0 && !Estimates.haveInterval(metric, overall)) {
      problems.add(
          "%s has no interval, for the result was written without sums of squares; run compare again, or set confidence: 0 to judge the point value"
              .formatted(metric.key()));
    }
  }

  private static String lacking(FlipMetric metric) {
    if (metric.isScored()) {
      return "no scores";
    }
    return metric == FlipMetric.CHURN
        ? "neither answers nor labels"
        : "no label, grade or threshold to tell right from wrong";
  }

  private static String remedy(FlipMetric metric) {
    if (metric.isScored()) {
      return "give compare --score";
    }
    return metric == FlipMetric.CHURN
        ? "give compare --prediction"
        : "give compare --label, --correct or --threshold";
  }

  private static void addSliceProblem(List<String> problems, Rule rule, Evidence evidence) {
    List<String> columns = rule.columns();
    if (columns.isEmpty() || evidence.slices(columns).isPresent()) {
      return;
    }
    List<String> known = evidence.sliceColumns();
    List<String> unknown = columns.stream().filter(column -> !known.contains(column)).toList();
    if (unknown.isEmpty()) {
      problems.add(
          "the comparison did not count %s together; run compare with --cross %d or with this policy"
              .formatted(String.join(" and ", columns), columns.size()));
      return;
    }
    unknown.forEach(column -> problems.add(unknownColumn(column, known)));
  }

  private static String unknownColumn(String column, List<String> known) {
    String knownText =
        known.isEmpty() ? "by no column" : "by %s only".formatted(String.join(", ", known));
    String meant =
        Suggestion.nearest(column, known).map(" (did you mean %s?)"::formatted).orElse("");
    return "the comparison was not sliced by %s, but %s%s; add --slice %s to compare, or run compare with this policy"
        .formatted(column, knownText, meant, column);
  }
}
