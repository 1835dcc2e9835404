package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.gate.RuleBuilder.min;
import static org.flipcheck.gate.RuleBuilder.policy;
import static org.flipcheck.metrics.FlipMetric.ACCURACY_DELTA;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_IMPACT;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;
import static org.flipcheck.metrics.FlipMetric.NEW_ACCURACY;
import static org.flipcheck.metrics.FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.Finding.Basis;
import org.flipcheck.gate.Finding.Side;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.stats.Estimates;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.PairedDifferenceInterval;
import org.flipcheck.stats.WilsonInterval;
import org.junit.jupiter.api.Test;

class GateTest {

  /** NFR 1.83%, 95% interval 1.5852% to 2.1118%; old accuracy 88.30%, new 89.57%. */
  private static final FlipCounts COUNTS = FlipCounts.of(8647, 183, 310, 400, 460);

  private static final Interval NFR = WilsonInterval.of(183, 10_000, 0.95);

  @Test
  void passesWhereTheWholeIntervalIsWithinTheLimit() {
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.03)))
        .isEqualTo(
            new GateReport(
                Verdict.PASS,
                List.of(
                    new Finding(
                        "negative_flip_rate <= 0.03",
                        "negative_flip_rate",
                        Optional.empty(),
                        Verdict.PASS,
                        Severity.FAIL,
                        OptionalDouble.of(0.0183),
                        OptionalDouble.of(NFR.low()),
                        OptionalDouble.of(NFR.high()),
                        0.03,
                        10_000,
                        "negative_flip_rate is 1.83% (95% interval 1.59% to 2.11%, n = 10,000): within the limit of at most 3%.",
                        Optional.of(new Basis(Side.UPPER, 0.975, "wilson", OptionalDouble.empty())),
                        List.of()))));
  }

  @Test
  void failsWhereTheWholeIntervalIsBeyondTheLimit() {
    assertThat(only(judge(max(NEGATIVE_FLIP_RATE, 0.015))).message())
        .isEqualTo(
            "negative_flip_rate is 1.83% (95% interval 1.59% to 2.11%, n = 10,000): above the limit of at most 1.5%.");
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.015)).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void everyFindingSaysWhichSideAndLevelItRestsOn() {
    assertThat(
            judge(
                    max(NEGATIVE_FLIP_RATE, 0.03),
                    max(NEGATIVE_FLIP_RATE, 0.02).confidence(0.9),
                    max(NEGATIVE_FLIP_RATE, 0.015),
                    min(NEW_ACCURACY, 0.88).confidence(0.99),
                    min(NEW_ACCURACY, 0.895),
                    min(NEW_ACCURACY, 0.99),
                    min(ACCURACY_DELTA, 0))
                .findings())
        .extracting(
            Finding::verdict,
            finding -> finding.basis().orElseThrow().side(),
            finding -> finding.basis().orElseThrow().level(),
            finding -> finding.basis().orElseThrow().method())
        .containsExactly(
            tuple(Verdict.PASS, Side.UPPER, 0.975, "wilson"),
            tuple(Verdict.INCONCLUSIVE, Side.UPPER, 0.95, "wilson"),
            tuple(Verdict.FAIL, Side.LOWER, 0.975, "wilson"),
            tuple(Verdict.PASS, Side.LOWER, 0.995, "wilson"),
            tuple(Verdict.INCONCLUSIVE, Side.LOWER, 0.975, "wilson"),
            tuple(Verdict.FAIL, Side.UPPER, 0.975, "wilson"),
            tuple(Verdict.PASS, Side.LOWER, 0.975, "newcombe"));
  }

  @Test
  void isInconclusiveWhereTheLimitIsInsideAndSaysWhatWouldDecide() {
    Finding finding = only(judge(max(NEGATIVE_FLIP_RATE, 0.02)));

    assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(finding.message())
        .isEqualTo(
            "negative_flip_rate is 1.83% (95% interval 1.59% to 2.11%, n = 10,000): the limit of at most 2% lies inside the interval; at this rate 26,053 examples would decide; these 10,000 examples pass up to 1.72% and fail from 2.28%.");
  }

  @Test
  void lowerLimitsLookAtTheOtherEnd() {
    Interval delta = PairedDifferenceInterval.of(COUNTS, 0.95);

    GateReport report =
        judge(min(ACCURACY_DELTA, -0.005), min(NEW_ACCURACY, 0.99), min(NEW_ACCURACY, 0.895));

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.findings())
        .extracting(Finding::rule, Finding::verdict, Finding::message)
        .containsExactly(
            tuple(
                "accuracy_delta >= -0.005",
                Verdict.PASS,
                "accuracy_delta is +1.27 points (95% interval +0.84 points to +1.71 points, n = 10,000): within the limit of at least -0.5 points."),
            tuple(
                "new_accuracy >= 0.99",
                Verdict.FAIL,
                "new_accuracy is 89.57% (95% interval 88.96% to 90.15%, n = 10,000): below the limit of at least 99%."),
            tuple(
                "new_accuracy >= 0.895",
                Verdict.INCONCLUSIVE,
                "new_accuracy is 89.57% (95% interval 88.96% to 90.15%, n = 10,000): the limit of at least 89.5% lies inside the interval; at this rate 736,737 examples would decide; these 10,000 examples pass from 90.11% and fail up to 88.89%."));
    // On its own, for it contradicts the others.
    assertThat(judge(max(NEW_ACCURACY, 0.9)).findings())
        .extracting(Finding::rule, Finding::verdict, Finding::message)
        .containsExactly(
            tuple(
                "new_accuracy <= 0.9",
                Verdict.INCONCLUSIVE,
                "new_accuracy is 89.57% (95% interval 88.96% to 90.15%, n = 10,000): the limit of at most 90% lies inside the interval; at this rate 18,699 examples would decide; these 10,000 examples pass up to 89.41% and fail from 90.59%."));
    assertThat(report.findings().get(0).low()).hasValue(delta.low());
    assertThat(report.findings().get(0).high()).hasValue(delta.high());
  }

  @Test
  void endsOnTheLimitAreWithinItAndTheNextNumberIsNot() {
    assertVerdict(max(NEGATIVE_FLIP_RATE, NFR.high()), Verdict.PASS);
    assertVerdict(max(NEGATIVE_FLIP_RATE, Math.nextDown(NFR.high())), Verdict.INCONCLUSIVE);
    assertVerdict(max(NEGATIVE_FLIP_RATE, NFR.low()), Verdict.INCONCLUSIVE);
    assertVerdict(max(NEGATIVE_FLIP_RATE, Math.nextDown(NFR.low())), Verdict.FAIL);

    assertVerdict(min(NEGATIVE_FLIP_RATE, NFR.low()), Verdict.PASS);
    assertVerdict(min(NEGATIVE_FLIP_RATE, Math.nextUp(NFR.low())), Verdict.INCONCLUSIVE);
    assertVerdict(min(NEGATIVE_FLIP_RATE, NFR.high()), Verdict.INCONCLUSIVE);
    assertVerdict(min(NEGATIVE_FLIP_RATE, Math.nextUp(NFR.high())), Verdict.FAIL);
  }

  @Test
  void pointValuesOnTheLimitAreWithinItAndTheNextNumberIsNot() {
    assertVerdict(max(NEGATIVE_FLIP_RATE, 0.0183).confidence(0), Verdict.PASS);
    assertVerdict(max(NEGATIVE_FLIP_RATE, Math.nextUp(0.0183)).confidence(0), Verdict.PASS);
    assertVerdict(max(NEGATIVE_FLIP_RATE, Math.nextDown(0.0183)).confidence(0), Verdict.FAIL);
    assertVerdict(min(NEGATIVE_FLIP_RATE, 0.0183).confidence(0), Verdict.PASS);
    assertVerdict(min(NEGATIVE_FLIP_RATE, Math.nextDown(0.0183)).confidence(0), Verdict.PASS);
    assertVerdict(min(NEGATIVE_FLIP_RATE, Math.nextUp(0.0183)).confidence(0), Verdict.FAIL);
  }

  @Test
  void confidenceZeroJudgesThePointValueAndSaysSo() {
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.02).confidence(0)))
        .isEqualTo(
            new GateReport(
                Verdict.PASS,
                List.of(
                    new Finding(
                        "negative_flip_rate <= 0.02 by its point value",
                        "negative_flip_rate",
                        Optional.empty(),
                        Verdict.PASS,
                        Severity.FAIL,
                        OptionalDouble.of(0.0183),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        0.02,
                        10_000,
                        "negative_flip_rate is 1.83% (point value, without an interval; n = 10,000): within the limit of at most 2%.",
                        Optional.of(new Basis(Side.POINT, 0, "none", OptionalDouble.empty())),
                        List.of()))));
    assertThat(only(judge(max(RELATIVE_NEGATIVE_FLIP_RATE, 0.15).confidence(0))).message())
        .isEqualTo(
            "relative_negative_flip_rate is 0.1987 (point value, without an interval; n = 10,000): above the limit of at most 0.15.");
  }

  @Test
  void aRuleIsJudgedAtItsOwnConfidence() {
    Interval wide = WilsonInterval.of(183, 10_000, 0.999);

    Finding finding = only(judge(max(NEGATIVE_FLIP_RATE, 0.0225).confidence(0.999)));

    assertThat(finding.rule()).isEqualTo("negative_flip_rate <= 0.0225 at confidence 0.999");
    assertThat(finding.low()).hasValue(wide.low());
    assertThat(finding.high()).hasValue(wide.high());
    assertThat(finding.message())
        .startsWith(
            "negative_flip_rate is 1.83% (99.9% interval 1.44% to 2.33%, n = 10,000): the limit of at most 2.25% lies inside");
    assertVerdict(max(NEGATIVE_FLIP_RATE, 0.0225), Verdict.PASS);
  }

  @Test
  void theNumberOfExamplesThatWouldDecideDoesDecide() {
    // The number in the message above; the rate is held, so the flips are not whole numbers.
    assertThat(WilsonInterval.of(0.0183 * 26_053, 26_053, 0.95).high()).isLessThanOrEqualTo(0.02);
    assertThat(WilsonInterval.of(0.0183 * 26_052, 26_052, 0.95).high()).isGreaterThan(0.02);
  }

  @Test
  void aValueOnTheLimitCannotBeDecidedByAnyNumber() {
    assertThat(only(judge(max(NEGATIVE_FLIP_RATE, 0.0183))).message())
        .isEqualTo(
            "negative_flip_rate is 1.83% (95% interval 1.59% to 2.11%, n = 10,000): the limit of at most 1.83% lies inside the interval; no number of examples would decide at this rate, for it equals the limit or nearly so; these 10,000 examples pass up to 1.56% and fail from 2.10%.");
  }

  @Test
  void undefinedIsInconclusiveWithTheReason() {
    CountedEvidence perfect = CountedEvidence.of(FlipCounts.of(900, 0, 100, 0, 0));

    assertThat(judge(perfect, max(NEGATIVE_FLIP_IMPACT, 0.2)))
        .isEqualTo(
            new GateReport(
                Verdict.INCONCLUSIVE,
                List.of(
                    new Finding(
                        "negative_flip_impact <= 0.2",
                        "negative_flip_impact",
                        Optional.empty(),
                        Verdict.INCONCLUSIVE,
                        Severity.FAIL,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        0.2,
                        1_000,
                        "negative_flip_impact is undefined: the new model makes no error (n = 1,000), so it cannot be held against the limit of at most 20%."))));
    assertThat(judge(perfect, max(NEGATIVE_FLIP_IMPACT, 0.2).confidence(0)).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void withoutAnyPairNothingPasses() {
    CountedEvidence nothing = CountedEvidence.of(FlipCounts.ZERO);

    GateReport report = judge(nothing, max(NEGATIVE_FLIP_RATE, 0.9), min(ACCURACY_DELTA, -0.9));

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.findings())
        .extracting(Finding::message)
        .containsExactly(
            "negative_flip_rate is undefined: no pair was judged (n = 0), so it cannot be held against the limit of at most 90%.",
            "accuracy_delta is undefined: no pair was judged (n = 0), so it cannot be held against the limit of at least -90 points.");
  }

  @Test
  void failOutweighsInconclusiveWhichOutweighsPass() {
    RuleBuilder pass = max(NEGATIVE_FLIP_RATE, 0.03);
    RuleBuilder open = max(NEGATIVE_FLIP_RATE, 0.02);
    RuleBuilder fail = max(NEGATIVE_FLIP_RATE, 0.01);

    assertThat(judge(pass, open).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judge(fail, open, pass).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(judge(pass, min(NEW_ACCURACY, 0.5)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void warningsAreShownAndNeverChangeTheVerdict() {
    RuleBuilder pass = max(NEGATIVE_FLIP_RATE, 0.03);

    GateReport report =
        judge(pass, max(NEGATIVE_FLIP_RATE, 0.01).warn(), max(NEGATIVE_FLIP_RATE, 0.02).warn());

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.findings())
        .extracting(Finding::severity, Finding::verdict)
        .containsExactly(
            tuple(Severity.FAIL, Verdict.PASS),
            tuple(Severity.WARN, Verdict.FAIL),
            tuple(Severity.WARN, Verdict.INCONCLUSIVE));
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.01).warn()).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void tooFewExamplesAreNotJudgedAndAreNoPass() {
    RuleBuilder tooFew = max(NEGATIVE_FLIP_RATE, 0.01).minExamples(10_001);

    GateReport report = judge(tooFew);

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(only(report).verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(only(report).message())
        .isEqualTo("negative_flip_rate is not judged: n = 10,000 is below min_examples = 10,001.");
    assertVerdict(max(NEGATIVE_FLIP_RATE, 0.01).minExamples(10_000), Verdict.FAIL);
    assertThat(judge(tooFew, min(NEW_ACCURACY, 0.5)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(judge(tooFew.warn()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    // A warning that passes must not turn "nothing judged" into a pass.
    assertThat(judge(tooFew, min(NEW_ACCURACY, 0.5).warn()).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void whatTheResultShowsAndWhatTheGateJudgesByDefaultIsTheSameInterval() {
    Finding finding = only(judge(max(NEGATIVE_FLIP_RATE, 0.02)));

    assertThat(Estimates.all(PairSummary.of(COUNTS)).get(NEGATIVE_FLIP_RATE))
        .satisfies(estimate -> assertThat(estimate.low()).isEqualTo(finding.low()))
        .satisfies(estimate -> assertThat(estimate.high()).isEqualTo(finding.high()));
  }

  private static void assertVerdict(RuleBuilder rule, Verdict verdict) {
    GateReport report = judge(rule);

    assertThat(only(report).verdict()).as(rule.rule().text()).isEqualTo(verdict);
    assertThat(report.verdict()).isEqualTo(verdict);
  }

  private static GateReport judge(RuleBuilder... rules) {
    return judge(CountedEvidence.of(COUNTS), rules);
  }

  private static GateReport judge(Evidence evidence, RuleBuilder... rules) {
    return Gate.judge(policy(rules), OptionalDouble.empty(), evidence);
  }

  private static Finding only(GateReport report) {
    assertThat(report.findings()).hasSize(1);
    return report.findings().get(0);
  }
}
