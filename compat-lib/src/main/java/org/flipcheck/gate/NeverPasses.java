package org.flipcheck.gate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.stats.Estimate;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.IntervalMethod;
import org.flipcheck.stats.SampleSize;

/**
 * Finds rules that cannot pass with as few examples as their {@code min_examples} allows: not even
 * the best value, no flip at all, has an interval within the limit.
 */
final class NeverPasses {

  private NeverPasses() {}

  /** A warning, where the rule is a share with an absolute limit and names min_examples. */
  static Optional<Finding> warning(Rule rule, IntervalMethod method) {
    boolean isShare = rule.metric().kind() == Kind.PROPORTION;
    boolean absolute = rule.baseline() instanceof Baseline.Absolute;
    if (!isShare || !absolute || rule.confidence() == 0 || rule.minExamples() == 0) {
      return Optional.empty();
    }
    Estimate best = best(rule, rule.minExamples(), method);
    if (passes(rule, best)) {
      return Optional.empty();
    }
    OptionalLong enough =
        SampleSize.first(rule.minExamples(), n -> passes(rule, best(rule, n, method)));
    return Optional.of(
        new Finding(
            rule.text(),
            rule.metric().key(),
            Optional.empty(),
            Verdict.INCONCLUSIVE,
            Severity.WARN,
            OptionalDouble.empty(),
            best.low(),
            best.high(),
            rule.limit(),
            rule.minExamples(),
            message(rule, best, enough)));
  }

  private static boolean passes(Rule rule, Estimate estimate) {
    return rule.judge(estimate.low().getAsDouble(), estimate.high().getAsDouble()) == Verdict.PASS;
  }

  /** The estimate of none, or of all, of so many examples. */
  private static Estimate best(Rule rule, long n, IntervalMethod method) {
    FlipCounts counts =
        rule.bound() == Bound.MAX ? FlipCounts.of(n, 0, 0, 0, 0) : FlipCounts.of(0, n, 0, 0, 0);
    return Estimates.of(
        FlipMetric.NEGATIVE_FLIP_RATE, PairSummary.of(counts), rule.confidence(), method);
  }

  private static String message(Rule rule, Estimate best, OptionalLong enough) {
    double end = (rule.bound() == Bound.MAX ? best.high() : best.low()).getAsDouble();
    Figures figures = Figures.percent(List.of(end), rule.limit());
    String remedy =
        enough.isPresent()
            ? "min_examples has to be at least " + Messages.count(enough.getAsLong())
            : "no number of examples is enough";
    return "%s can never pass with min_examples = %s: even the best value of so few examples has a %s%% interval %s %s; %s."
        .formatted(
            rule.text(),
            Messages.count(rule.minExamples()),
            Figures.exactPercent(rule.confidence()),
            rule.bound() == Bound.MAX ? "up to" : "down to",
            figures.text(end),
            remedy);
  }
}
