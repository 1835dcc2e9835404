package org.flipcheck.gate;

import java.util.Optional;
import java.util.OptionalLong;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.SampleSize;

/** Judges one rule on one slice. */
final class RuleJudge {

  private RuleJudge() {}

  /**
   * Judges what was counted.
   *
   * @param rule a rule that passed {@link Preflight}
   * @param slice the slice; null for all examples
   * @param summary its counts
   * @return the finding
   */
  static Finding judge(Rule rule, SliceKey slice, PairSummary summary) {
    Estimate estimate = estimate(rule, summary);
    Verdict verdict = verdict(rule, estimate, summary.n());
    OptionalLong deciding =
        verdict == Verdict.INCONCLUSIVE && estimate.low().isPresent()
            ? examplesThatDecide(rule, summary)
            : OptionalLong.empty();
    return finding(
        rule,
        slice,
        verdict,
        estimate,
        summary.n(),
        Messages.judged(rule, slice, verdict, estimate, summary.n(), deciding));
  }

  /**
   * The finding of a slice that has no example.
   *
   * @param rule the rule that names it
   * @param slice the slice named; null if any value of the rule's columns would have done
   * @return a failed finding
   */
  static Finding missing(Rule rule, SliceKey slice) {
    String message = Messages.missing(rule, slice);
    return finding(rule, slice, Verdict.FAIL, Estimate.undefined(message), 0, message);
  }

  private static Estimate estimate(Rule rule, PairSummary summary) {
    if (rule.confidence() != 0) {
      return Estimates.of(rule.metric(), summary, rule.confidence());
    }
    Ratio ratio = rule.metric().of(summary);
    return ratio.isDefined()
        ? Estimate.ofPoint(ratio.value().getAsDouble())
        : Estimate.undefined(ratio.undefinedBecause());
  }

  private static Verdict verdict(Rule rule, Estimate estimate, long n) {
    if (n < rule.minExamples()) {
      return Verdict.NOT_JUDGED;
    }
    boolean needsInterval = rule.confidence() != 0;
    if (estimate.value().isEmpty() || (needsInterval && estimate.low().isEmpty())) {
      return Verdict.INCONCLUSIVE;
    }
    double value = estimate.value().getAsDouble();
    return rule.judge(estimate.low().orElse(value), estimate.high().orElse(value));
  }

  private static OptionalLong examplesThatDecide(Rule rule, PairSummary summary) {
    return SampleSize.deciding(
        rule.metric(),
        summary,
        rule.confidence(),
        interval -> rule.judge(interval.low(), interval.high()) != Verdict.INCONCLUSIVE);
  }

  private static Finding finding(
      Rule rule, SliceKey slice, Verdict verdict, Estimate estimate, long n, String message) {
    return new Finding(
        rule.text(),
        rule.metric().key(),
        Optional.ofNullable(slice),
        verdict,
        rule.severity(),
        estimate.value(),
        estimate.low(),
        estimate.high(),
        rule.limit(),
        n,
        message);
  }
}
