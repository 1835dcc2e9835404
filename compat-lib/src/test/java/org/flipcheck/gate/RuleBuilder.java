package org.flipcheck.gate;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.SliceKey;

/** Rules for tests, each with the defaults of a policy file. */
record RuleBuilder(Rule rule) {

  static RuleBuilder max(FlipMetric metric, double limit) {
    return of(metric, Bound.MAX, limit);
  }

  static RuleBuilder min(FlipMetric metric, double limit) {
    return of(metric, Bound.MIN, limit);
  }

  private static RuleBuilder of(FlipMetric metric, Bound bound, double limit) {
    return new RuleBuilder(
        new Rule(
            metric, bound, limit, Rule.DEFAULT_CONFIDENCE, new Scope.Overall(), 0, Severity.FAIL));
  }

  RuleBuilder confidence(double confidence) {
    return copy(confidence, rule.scope(), rule.minExamples(), rule.severity());
  }

  RuleBuilder each(String... columns) {
    return copy(
        rule.confidence(),
        new Scope.Each(Arrays.asList(columns)),
        rule.minExamples(),
        rule.severity());
  }

  RuleBuilder slice(SliceKey slice) {
    return copy(rule.confidence(), new Scope.Named(slice), rule.minExamples(), rule.severity());
  }

  RuleBuilder minExamples(long minExamples) {
    return copy(rule.confidence(), rule.scope(), minExamples, rule.severity());
  }

  RuleBuilder warn() {
    return copy(rule.confidence(), rule.scope(), rule.minExamples(), Severity.WARN);
  }

  RuleBuilder times(FlipMetric metric) {
    return baseline(new Baseline.Times(metric));
  }

  RuleBuilder beyondNoiseFloor() {
    return baseline(new Baseline.Floor());
  }

  private RuleBuilder baseline(Baseline baseline) {
    return new RuleBuilder(
        new Rule(
            rule.metric(),
            rule.bound(),
            rule.limit(),
            rule.confidence(),
            rule.scope(),
            rule.minExamples(),
            rule.severity(),
            baseline));
  }

  private RuleBuilder copy(double confidence, Scope scope, long minExamples, Severity severity) {
    return new RuleBuilder(
        new Rule(
            rule.metric(),
            rule.bound(),
            rule.limit(),
            confidence,
            scope,
            minExamples,
            severity,
            rule.baseline()));
  }

  static Policy policy(RuleBuilder... rules) {
    List<Rule> built = Arrays.stream(rules).map(RuleBuilder::rule).toList();
    return new Policy(built, OptionalDouble.empty());
  }
}
