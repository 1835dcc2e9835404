package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Estimate;

/** What findings tell people: one sentence each. The only place of the gate that rounds. */
final class Messages {

  private Messages() {}

  static String judged(
      Rule rule,
      SliceKey slice,
      Verdict verdict,
      Estimate estimate,
      long n,
      OptionalLong deciding) {
    if (verdict == Verdict.NOT_JUDGED) {
      return "%s is not judged: n = %s is below min_examples = %s."
          .formatted(subject(rule, slice), count(n), count(rule.minExamples()));
    }
    if (estimate.value().isEmpty()) {
      return "%s is undefined: %s (n = %s), so it cannot be held against the limit of %s."
          .formatted(subject(rule, slice), estimate.undefinedBecause(), count(n), limit(rule));
    }
    if (verdict == Verdict.INCONCLUSIVE && estimate.low().isEmpty()) {
      return "%s is %s: it has no interval to hold against the limit of %s, for a mean of one example has none; add examples."
          .formatted(subject(rule, slice), figures(rule, estimate, n), limit(rule));
    }
    return "%s is %s: %s."
        .formatted(
            subject(rule, slice), figures(rule, estimate, n), judgement(rule, verdict, deciding));
  }

  static String missing(Rule rule, SliceKey slice) {
    String what =
        slice == null ? "a value of " + String.join(", ", rule.columns()) : slice.toString();
    return "No example has %s, so %s cannot be held against the limit of %s: correct the policy, or evaluate on data that has it."
        .formatted(what, rule.metric().key(), limit(rule));
  }

  static String unmatched(JoinLedger ledger, double maxUnmatched) {
    double share = ledger.unmatchedShare().value().getAsDouble();
    long onlyOld = ledger.oldSide().onlyHere();
    long onlyNew = ledger.newSide().onlyHere();
    Figures figures = Figures.percent(List.of(share), maxUnmatched);
    return "%s of the examples have no partner (%s only on the old side, %s only on the new side, %s matched), more than the %s allowed: complete the predictions, or allow it with --max-unmatched or max_unmatched."
        .formatted(
            figures.text(share),
            count(onlyOld),
            count(onlyNew),
            count(ledger.matched()),
            figures.limitText());
  }

  private static String subject(Rule rule, SliceKey slice) {
    return rule.metric().key() + (slice == null ? "" : " for " + slice);
  }

  private static String figures(Rule rule, Estimate estimate, long n) {
    List<Double> shown = new ArrayList<>();
    for (OptionalDouble number : List.of(estimate.value(), estimate.low(), estimate.high())) {
      number.ifPresent(shown::add);
    }
    Figures figures = figuresOf(rule, shown);
    String value = figures.text(estimate.value().getAsDouble());
    if (estimate.low().isEmpty()) {
      return "%s (point value, without an interval; n = %s)".formatted(value, count(n));
    }
    return "%s (%s%% interval %s to %s, n = %s)"
        .formatted(
            value,
            Figures.exactPercent(rule.confidence()),
            figures.text(estimate.low().getAsDouble()),
            figures.text(estimate.high().getAsDouble()),
            count(n));
  }

  private static String judgement(Rule rule, Verdict verdict, OptionalLong deciding) {
    return switch (verdict) {
      case PASS -> "within the limit of " + limit(rule);
      case FAIL ->
          "%s the limit of %s"
              .formatted(rule.bound() == Bound.MAX ? "above" : "below", limit(rule));
      case INCONCLUSIVE, NOT_JUDGED ->
          "the limit of %s lies inside the interval; %s".formatted(limit(rule), remedy(deciding));
    };
  }

  private static String remedy(OptionalLong deciding) {
    return deciding.isPresent()
        ? "at this rate %s examples would decide".formatted(count(deciding.getAsLong()))
        : "no number of examples would decide at this rate, for it equals the limit or nearly so";
  }

  private static String limit(Rule rule) {
    return (rule.bound() == Bound.MAX ? "at most " : "at least ")
        + figuresOf(rule, List.of()).limitText();
  }

  private static Figures figuresOf(Rule rule, List<Double> shown) {
    return switch (rule.metric().kind()) {
      case PROPORTION -> Figures.percent(shown, rule.limit());
      case PAIRED_DIFFERENCE -> Figures.points(shown, rule.limit());
      case RATIO, MEAN -> Figures.plain(shown, rule.limit());
    };
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
