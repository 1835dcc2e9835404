package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Finding.Basis;
import org.flipcheck.gate.Finding.Side;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.Interval;

/** Judges the rules of a policy that passed {@link Preflight}. */
final class RuleJudge {

  private final Policy policy;
  private final Evidence evidence;

  RuleJudge(Policy policy, Evidence evidence) {
    this.policy = policy;
    this.evidence = evidence;
  }

  /** A finding for every slice the rule judges, in the order of the slices. */
  List<Finding> judge(Rule rule) {
    if (rule.scope() instanceof Scope.Overall) {
      return List.of(finding(judged(rule, Optional.empty(), evidence.overall())));
    }
    Map<SliceKey, PairSummary> slices = evidence.slices(rule.columns()).orElseThrow();
    if (rule.scope() instanceof Scope.Named named) {
      Optional<SliceKey> slice = Optional.of(named.slice());
      return List.of(
          find(slices, named.slice())
              .map(summary -> finding(judged(rule, slice, summary)))
              .orElseGet(() -> missing(rule, slice)));
    }
    if (slices.keySet().stream().noneMatch(RuleJudge::hasValue)) {
      return List.of(missing(rule, Optional.empty()));
    }
    List<Judged> all = new ArrayList<>();
    slices.forEach((slice, summary) -> all.add(judged(rule, Optional.of(slice), summary)));
    return SliceCorrection.of(policy.correction(), all).stream().map(RuleJudge::finding).toList();
  }

  /** By equality and not by get: a sorted map would miss a cross named in another order. */
  private static Optional<PairSummary> find(Map<SliceKey, PairSummary> slices, SliceKey wanted) {
    return slices.entrySet().stream()
        .filter(entry -> entry.getKey().equals(wanted))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean hasValue(SliceKey slice) {
    return slice.values().values().stream().anyMatch(value -> value != null);
  }

  private Measure measure(Rule rule, Optional<SliceKey> slice, PairSummary summary) {
    if (rule.metric() == FlipMetric.FLIP_COST) {
      return new CostMeasure(evidence.costs().orElseThrow());
    }
    if (rule.baseline() instanceof Baseline.Times times) {
      return new TimesMeasure(rule.metric(), times.metric(), summary, policy.interval());
    }
    if (rule.baseline() instanceof Baseline.Floor) {
      List<PairSummary> reruns = evidence.noiseFloor().orElseThrow().of(slice);
      return new FloorMeasure(rule.metric(), summary, reruns, policy.interval());
    }
    return new AbsoluteMeasure(rule.metric(), summary, policy.interval());
  }

  private Judged judged(Rule rule, Optional<SliceKey> slice, PairSummary summary) {
    Measure measure = measure(rule, slice, summary);
    Optional<Interval> interval =
        rule.confidence() == 0 ? Optional.empty() : measure.interval(1, rule.confidence());
    return new Judged(
        rule,
        slice,
        summary.n(),
        measure,
        interval,
        verdict(rule, measure.value(), interval, summary.n()),
        1,
        Optional.empty());
  }

  private static Verdict verdict(
      Rule rule, OptionalDouble value, Optional<Interval> interval, long n) {
    if (n < rule.minExamples()) {
      return Verdict.NOT_JUDGED;
    }
    if (interval.isPresent()) {
      return rule.judge(interval.get().low(), interval.get().high());
    }
    boolean needsInterval = rule.confidence() != 0;
    return value.isEmpty() || needsInterval
        ? Verdict.INCONCLUSIVE
        : rule.judge(value.getAsDouble(), value.getAsDouble());
  }

  private static Finding finding(Judged judged) {
    Rule rule = judged.rule();
    return new Finding(
        rule.text(),
        rule.metric().key(),
        judged.slice(),
        judged.verdict(),
        rule.severity(),
        judged.measure().value(),
        judged.interval().map(i -> finite(i.low())).orElseGet(OptionalDouble::empty),
        judged.interval().map(i -> finite(i.high())).orElseGet(OptionalDouble::empty),
        rule.limit(),
        judged.n(),
        Messages.judged(judged),
        basis(judged),
        List.of());
  }

  private static OptionalDouble finite(double end) {
    return Double.isFinite(end) ? OptionalDouble.of(end) : OptionalDouble.empty();
  }

  private static Optional<Basis> basis(Judged judged) {
    boolean held = judged.interval().isPresent() || judged.measure().value().isPresent();
    if (judged.verdict() == Verdict.NOT_JUDGED || !held) {
      return Optional.empty();
    }
    Rule rule = judged.rule();
    if (rule.confidence() == 0) {
      return Optional.of(new Basis(Side.POINT, 0, Estimate.NO_METHOD, OptionalDouble.empty()));
    }
    if (judged.interval().isEmpty()) {
      return Optional.empty();
    }
    boolean isUpper = (rule.bound() == Bound.MAX) != judged.isBeyond();
    return Optional.of(
        new Basis(
            isUpper ? Side.UPPER : Side.LOWER,
            rule.oneSidedLevel(),
            judged.measure().method(),
            judged
                .correction()
                .map(c -> OptionalDouble.of(c.adjustedP()))
                .orElseGet(OptionalDouble::empty)));
  }

  /** The failed finding of a slice that has no example; empty if any value would have done. */
  private static Finding missing(Rule rule, Optional<SliceKey> slice) {
    return new Finding(
        rule.text(),
        rule.metric().key(),
        slice,
        Verdict.FAIL,
        rule.severity(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        rule.limit(),
        0,
        Messages.missing(rule, slice.orElse(null)));
  }
}
