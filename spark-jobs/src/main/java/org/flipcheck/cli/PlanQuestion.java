package org.flipcheck.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.flipcheck.gate.AccuracyPlan;
import org.flipcheck.gate.AccuracyPlan.Assumed;
import org.flipcheck.gate.PlanAnswer;
import org.flipcheck.gate.RatePlan;
import org.flipcheck.gate.Rule;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.gate.RulePlan;
import org.flipcheck.gate.Scope;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Suggestion;
import org.flipcheck.metrics.Answers;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.stats.DifferencePlan;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.stats.SampleSize;

/** Reads the options of {@code plan}, and asks the plan; what is wrong becomes a problem. */
final class PlanQuestion {

  private static final String DEFAULT_POWER = "0.8";
  private static final String DEFAULT_CONFIDENCE = Answers.ofNumber(Rule.DEFAULT_CONFIDENCE);

  private final PlanOptions given;
  private final List<String> problems;
  private final PlanNumbers numbers;
  private final OptionalDouble power;

  PlanQuestion(PlanOptions given, List<String> problems) {
    this.given = given;
    this.problems = problems;
    this.numbers = new PlanNumbers(problems);
    this.power = numbers.openShare("--power", Optional.of(given.power.orElse(DEFAULT_POWER)));
  }

  double power() {
    return power.orElseThrow();
  }

  boolean hasExpected() {
    return given.expected.isPresent();
  }

  /** The answer about one rule; empty where there are problems. */
  Optional<PlanAnswer> answer() {
    Optional<RulePlan> plan = isAccuracy() ? accuracyPlan() : ratePlan();
    OptionalDouble expected = expected();
    OptionalLong examples =
        numbers.count(
            "--examples", given.examples, plan.map(RulePlan::mostExamples).orElse(SampleSize.MAX));
    plan.ifPresent(known -> checkExpected(known.rule(), expected));
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(PlanAnswer.of(plan.orElseThrow(), power(), expected, examples));
  }

  /** Complains of what each rule of a policy says itself. */
  void checkForPolicy() {
    refuseWithPolicy("--limit", given.limit.isPresent());
    refuseWithPolicy("--expected", given.expected.isPresent());
    refuseWithPolicy("--examples", given.examples.isPresent());
    refuseWithPolicy("--confidence", given.confidence.isPresent());
    refuseWithPolicy("--interval", given.interval.isPresent());
    refuseWithPolicy("--metric", given.metric.isPresent());
    if (given.oldAccuracy.isPresent() || given.flipRate.isPresent()) {
      assumed();
    }
  }

  private void refuseWithPolicy(String option, boolean present) {
    if (present) {
      problems.add(
          "%s goes with one rule, and not with --policy, whose rules differ; leave one of them out"
              .formatted(option));
    }
  }

  /** What is assumed of the models; empty where it is not given, or not whole and a problem. */
  Optional<Assumed> assumed() {
    if (given.oldAccuracy.isEmpty() && given.flipRate.isEmpty() && !isAccuracy()) {
      return Optional.empty();
    }
    OptionalDouble oldAccuracy = numbers.openShare("--old-accuracy", given.oldAccuracy);
    OptionalDouble flipRate = numbers.openShare("--flip-rate", given.flipRate);
    requireGiven(
        given.oldAccuracy,
        "--old-accuracy SHARE is missing: the accuracy of the old model, such as 0.9");
    requireGiven(
        given.flipRate,
        "--flip-rate SHARE is missing: the share of examples that flip either way, such as negative_flip_rate + positive_flip_rate of an earlier comparison");
    return oldAccuracy.isPresent() && flipRate.isPresent()
        ? Optional.of(new Assumed(oldAccuracy.getAsDouble(), flipRate.getAsDouble()))
        : Optional.empty();
  }

  private boolean isAccuracy() {
    return given.metric.filter(FlipMetric.ACCURACY_DELTA.key()::equals).isPresent();
  }

  private Optional<RulePlan> ratePlan() {
    if (given.metric.filter(key -> !key.equals(FlipMetric.NEGATIVE_FLIP_RATE.key())).isPresent()) {
      problems.add(
          "--metric %s: must be negative_flip_rate or accuracy_delta; rules on other metrics are planned by --policy"
              .formatted(given.metric.get()));
    }
    refuseWithRate("--old-accuracy", given.oldAccuracy);
    refuseWithRate("--flip-rate", given.flipRate);
    requireLimit();
    OptionalDouble limit = numbers.limit("--limit", given.limit);
    Optional<IntervalMethod> interval = interval();
    return rule(FlipMetric.NEGATIVE_FLIP_RATE, Bound.MAX, limit)
        .flatMap(rule -> interval.map(method -> new RatePlan(rule, method)));
  }

  private Optional<IntervalMethod> interval() {
    String key = given.interval.orElse(IntervalMethod.WILSON.key());
    Optional<IntervalMethod> method =
        Stream.of(IntervalMethod.values()).filter(m -> m.key().equals(key)).findFirst();
    if (method.isEmpty()) {
      List<String> known = Stream.of(IntervalMethod.values()).map(IntervalMethod::key).toList();
      problems.add(
          "--interval %s: there is no such interval; %s"
              .formatted(key, Suggestion.remedy(key, known)));
    }
    return method;
  }

  private void refuseWithRate(String option, Optional<String> value) {
    if (value.isPresent()) {
      problems.add("%s goes with --metric accuracy_delta".formatted(option));
    }
  }

  private Optional<RulePlan> accuracyPlan() {
    if (given.interval.isPresent()) {
      problems.add("--interval goes with rates; accuracy_delta has one interval, Newcombe's");
    }
    requireLimit();
    OptionalDouble limit = numbers.difference("--limit", given.limit);
    Optional<Assumed> models = assumed();
    return rule(FlipMetric.ACCURACY_DELTA, Bound.MIN, limit)
        .flatMap(rule -> models.map(known -> new AccuracyPlan(rule, known)));
  }

  private void requireLimit() {
    requireGiven(
        given.limit,
        "--limit SHARE is missing: the limit of the rule, such as 0.01 for 1%; or give --policy FILE");
  }

  private void requireGiven(Optional<String> value, String problem) {
    if (value.isEmpty()) {
      problems.add(problem);
    }
  }

  private Optional<Rule> rule(FlipMetric metric, Bound bound, OptionalDouble limit) {
    OptionalDouble confidence =
        numbers.openShare("--confidence", Optional.of(given.confidence.orElse(DEFAULT_CONFIDENCE)));
    return limit.isEmpty() || confidence.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Rule(
                metric,
                bound,
                limit.getAsDouble(),
                confidence.getAsDouble(),
                new Scope.Overall(),
                0,
                Severity.FAIL));
  }

  private OptionalDouble expected() {
    return isAccuracy()
        ? numbers.difference("--expected", given.expected)
        : numbers.rate("--expected", given.expected);
  }

  private void checkExpected(Rule rule, OptionalDouble expected) {
    boolean max = rule.bound() == Bound.MAX;
    String limit = Answers.ofNumber(rule.limit());
    if (expected.isEmpty()) {
      checkWithoutExpected(rule, limit);
      return;
    }
    double value = expected.getAsDouble();
    if (max ? value >= rule.limit() : value <= rule.limit()) {
      problems.add(
          "--expected %s: is not %s the limit of %s, so that no number of examples makes passing likely: such a model fails, the surer the more examples there are"
              .formatted(given.expected.get(), max ? "below" : "above", limit));
    } else if (!max) {
      assumed()
          .filter(a -> !DifferencePlan.isPossible(a.oldAccuracy(), a.flips(), value))
          .ifPresent(a -> problems.add(impossible(a, "--expected " + given.expected.get())));
    }
  }

  private void checkWithoutExpected(Rule rule, String limit) {
    if (given.expected.isPresent() || !isAccuracy()) {
      return;
    }
    if (rule.limit() >= 0) {
      problems.add(
          "--limit %s: demands a gain; say what you expect with --expected, or write %s to allow a loss"
              .formatted(limit, Answers.ofNumber(-rule.limit())));
      return;
    }
    assumed()
        .filter(models -> new AccuracyPlan(rule, models).ladder().isEmpty())
        .ifPresent(models -> problems.add(impossible(models, "a loss within the limit")));
  }

  private static String impossible(Assumed models, String difference) {
    return "%s: no two models have that with --old-accuracy %s and --flip-rate %s; correct one of them"
        .formatted(
            difference, Answers.ofNumber(models.oldAccuracy()), Answers.ofNumber(models.flips()));
  }
}
