package org.flipcheck.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flipcheck.gate.Rule.Bound;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.Interval;

/** What findings tell people: one sentence each. The only place of the gate that rounds. */
final class Messages {

  private Messages() {}

  static String judged(Judged judged) {
    Rule rule = judged.rule();
    String subject = subject(rule, judged.slice().orElse(null));
    String n = count(judged.n());
    if (judged.verdict() == Verdict.NOT_JUDGED) {
      return "%s is not judged: n = %s is below min_examples = %s."
          .formatted(subject, n, count(rule.minExamples()));
    }
    Measure measure = judged.measure();
    if (measure.value().isEmpty() && judged.verdict() == Verdict.INCONCLUSIVE) {
      return "%s is undefined: %s (n = %s), so it cannot be held against the limit of %s."
          .formatted(subject, measure.undefinedBecause(), n, limit(rule));
    }
    if (judged.verdict() == Verdict.INCONCLUSIVE && judged.interval().isEmpty()) {
      return "%s is %s: it has no interval to hold against the limit of %s, for a mean of one example has none; add examples."
          .formatted(subject, figures(judged), limit(rule));
    }
    return "%s is %s: %s.".formatted(subject, figures(judged), judgement(judged));
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

  static String unmatched(NoiseFloor.Rerun rerun, double maxUnmatched) {
    double share = rerun.unmatchedShare();
    Figures figures = Figures.percent(List.of(share), maxUnmatched);
    return "%s of the examples of the old model and its rerun %s have no partner (%s matched), more than the %s allowed: complete the rerun, or allow it with --max-unmatched or max_unmatched."
        .formatted(figures.text(share), rerun.name(), count(rerun.matched()), figures.limitText());
  }

  private static String subject(Rule rule, SliceKey slice) {
    return rule.metric().key() + (slice == null ? "" : " for " + slice);
  }

  private static String figures(Judged judged) {
    Measure measure = judged.measure();
    Optional<Interval> interval = judged.interval();
    List<Double> shown = new ArrayList<>();
    measure.value().ifPresent(shown::add);
    interval.map(Interval::low).ifPresent(shown::add);
    interval.map(Interval::high).filter(Double::isFinite).ifPresent(shown::add);
    Figures figures = figuresOf(judged.rule(), shown);
    String value =
        measure.value().isPresent()
            ? measure.valueText(figures)
            : "undefined, for " + measure.undefinedBecause();
    String sample = count(judged.n()) + measure.sampleText();
    if (interval.isEmpty()) {
      return "%s (point value, without an interval; n = %s)".formatted(value, sample);
    }
    double high = interval.get().high();
    return "%s (%s%% interval %s %s, n = %s)%s"
        .formatted(
            value,
            Figures.exactPercent(judged.rule().confidence()),
            figures.text(interval.get().low()),
            Double.isFinite(high) ? "to " + figures.text(high) : "or more",
            sample,
            measure.intervalText());
  }

  private static String judgement(Judged judged) {
    Rule rule = judged.rule();
    if (judged.verdict() == Verdict.PASS) {
      return "within the limit of " + limit(rule);
    }
    String beyond =
        "%s the limit of %s".formatted(rule.bound() == Bound.MAX ? "above" : "below", limit(rule));
    if (judged.verdict() == Verdict.FAIL) {
      return beyond;
    }
    return judged
        .correction()
        .map(
            correction ->
                "%s on its own, but not after %s; %s"
                    .formatted(beyond, correctionText(judged, correction), remedy(judged)))
        .orElseGet(
            () ->
                "the limit of %s lies inside the interval; %s%s"
                    .formatted(limit(rule), remedy(judged), reach(judged)));
  }

  private static String correctionText(Judged judged, Judged.Corrected correction) {
    Rule rule = judged.rule();
    double level = 1 - rule.oneSidedLevel();
    Figures figures = Figures.plain(List.of(correction.adjustedP()), level);
    return "correcting for %s slices (%s, p = %s, to fail at most %s)"
        .formatted(
            count(judged.compared()),
            correction.method().title(),
            figures.text(correction.adjustedP()),
            Figures.plain(List.of(), level).text(level));
  }

  private static String remedy(Judged judged) {
    Rule rule = judged.rule();
    boolean isCorrected = judged.compared() > 1 && judged.leansToFail();
    OptionalLong deciding =
        isCorrected
            ? judged
                .measure()
                .corrected()
                .deciding(
                    judged.n(),
                    judged.failingConfidence(),
                    i -> rule.judge(i.low(), i.high()) == Verdict.FAIL)
            : judged
                .measure()
                .deciding(
                    judged.n(),
                    rule.confidence(),
                    i -> rule.judge(i.low(), i.high()) != Verdict.INCONCLUSIVE);
    if (deciding.isEmpty()) {
      return "no number of examples would decide at this rate, for it equals the limit or nearly so";
    }
    // The correction is told already where the slice is beyond the limit on its own.
    boolean tells = isCorrected && judged.correction().isEmpty();
    return "at this rate %s%s examples would decide%s"
        .formatted(
            isCorrected ? "at most " : "",
            count(deciding.getAsLong()),
            tells ? ", after correcting for %s slices".formatted(count(judged.compared())) : "");
  }

  /** What so many examples pass and fail with: the smallest change they can detect. */
  private static String reach(Judged judged) {
    Rule rule = judged.rule();
    boolean isCorrected = judged.compared() > 1;
    Measure failing = isCorrected ? judged.measure().corrected() : judged.measure();
    OptionalDouble passes = judged.measure().reach(rule, Verdict.PASS, rule.confidence());
    OptionalDouble fails = failing.reach(rule, Verdict.FAIL, judged.failingConfidence());
    if (passes.isEmpty() && fails.isEmpty()) {
      return "";
    }
    boolean isMax = rule.bound() == Bound.MAX;
    boolean one = judged.n() == 1;
    String pass =
        passes.isPresent()
            ? "%s %s %s"
                .formatted(one ? "passes" : "pass", isMax ? "up to" : "from", text(rule, passes))
            : "cannot pass";
    String fail =
        fails.isPresent()
            ? "%s %s %s"
                .formatted(one ? "fails" : "fail", isMax ? "from" : "up to", text(rule, fails))
            : "cannot fail" + (isCorrected ? " alone" : "");
    return "; %s %s and %s%s"
        .formatted(
            one ? "this example" : "these %s examples".formatted(count(judged.n())),
            pass,
            fail,
            isCorrected && fails.isPresent() ? " after the correction, at the latest" : "");
  }

  private static String text(Rule rule, OptionalDouble value) {
    return figuresOf(rule, List.of(value.getAsDouble())).text(value.getAsDouble());
  }

  private static String limit(Rule rule) {
    String limit = figuresOf(rule, List.of()).limitText();
    return (rule.bound() == Bound.MAX ? "at most " : "at least ")
        + limit
        + (rule.baseline() instanceof Baseline.Times ? " times" : "");
  }

  private static Figures figuresOf(Rule rule, List<Double> shown) {
    if (rule.baseline() instanceof Baseline.Times) {
      return Figures.plain(shown, rule.limit());
    }
    if (rule.baseline() instanceof Baseline.Floor) {
      return Figures.points(shown, rule.limit());
    }
    return switch (rule.metric().kind()) {
      case PROPORTION -> Figures.percent(shown, rule.limit());
      case PAIRED_DIFFERENCE -> Figures.points(shown, rule.limit());
      case RATIO, MEAN -> Figures.plain(shown, rule.limit());
    };
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
