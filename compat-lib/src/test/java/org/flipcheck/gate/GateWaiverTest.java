package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.IntervalMethod;
import org.junit.jupiter.api.Test;

/** Waivers, on a day that the tests choose. */
class GateWaiverTest {

  static final LocalDate LAST_DAY = LocalDate.of(2026, 12, 31);
  private static final FlipCounts ALL = FlipCounts.of(1900, 40, 30, 20, 10);
  private static final FlipCounts BAD = FlipCounts.of(860, 120, 10, 5, 5);
  private static final FlipCounts GOOD = FlipCounts.of(990, 2, 3, 4, 1);
  private static final RuleBuilder EACH = max(NEGATIVE_FLIP_RATE, 0.05).each("country");

  static CountedEvidence evidence() {
    return CountedEvidence.of(ALL, "country")
        .with(SliceKey.of("country", "DE"), BAD)
        .with(SliceKey.of("country", "FR"), BAD)
        .with(SliceKey.of("country", "IT"), GOOD);
  }

  private static Waiver ofRule(String rule, String... country) {
    return new Waiver(
        new Waiver.Subject.OfRule(
            rule, Arrays.stream(country).findFirst().map(value -> SliceKey.of("country", value))),
        "ticket 123",
        "jane@example.com",
        LAST_DAY);
  }

  static Waiver ofIds(String... ids) {
    return new Waiver(
        new Waiver.Subject.Examples("golden", ids(ids)),
        "label was wrong",
        "joe@example.com",
        LAST_DAY);
  }

  static Set<List<String>> ids(String... ids) {
    return new LinkedHashSet<>(Stream.of(ids).map(List::of).toList());
  }

  static Policy policy(List<RuleBuilder> rules, List<ProtectedGroup> groups, Waiver... waivers) {
    return new Policy(
        rules.stream().map(RuleBuilder::rule).toList(),
        OptionalDouble.empty(),
        IntervalMethod.WILSON,
        Correction.HOLM,
        Optional.empty(),
        groups,
        List.of(waivers));
  }

  static GateReport judge(Policy policy, Evidence evidence, LocalDate today) {
    return Gate.judge(policy, OptionalDouble.empty(), evidence, today);
  }

  @Test
  void aWaivedSliceDoesNotCountAndItsNumbersStayWhatTheyAre() {
    GateReport bare = judge(policy(List.of(EACH), List.of()), evidence(), LAST_DAY);
    Waiver waiver = ofRule(EACH.rule().text(), "DE");
    GateReport waived = judge(policy(List.of(EACH), List.of(), waiver), evidence(), LAST_DAY);

    assertThat(waived.verdict()).as("FR is not forgiven").isEqualTo(Verdict.FAIL);
    assertThat(waived.findings()).hasSameSizeAs(bare.findings());
    Finding before = bare.findings().get(0);
    Finding after = waived.findings().get(0);
    assertThat(after.waivedBy()).containsExactly(waiver);
    assertThat(after.counts()).isFalse();
    assertThat(after.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(List.of(after.value(), after.low(), after.high(), after.basis(), after.n()))
        .isEqualTo(
            List.of(before.value(), before.low(), before.high(), before.basis(), before.n()));
    assertThat(after.message())
        .isEqualTo(before.message() + " Waived: ticket 123; jane@example.com, until 2026-12-31.");
    assertThat(waived.findings().subList(1, 3)).isEqualTo(bare.findings().subList(1, 3));
    assertThat(waived.waivers()).containsExactly(new WaiverUse(waiver, WaiverUse.State.USED, 1));
    assertThat(waived.judgedOn()).contains(LAST_DAY);
    assertThat(bare.judgedOn()).isEmpty();
  }

  @Test
  void aWaiverOfARuleForgivesAllItsSlices() {
    Waiver waiver = ofRule(EACH.rule().text());
    GateReport report = judge(policy(List.of(EACH), List.of(), waiver), evidence(), LAST_DAY);

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.waivers()).containsExactly(new WaiverUse(waiver, WaiverUse.State.USED, 2));
  }

  @Test
  void inconclusiveFindingsAndMissingSlicesAreForgivenToo() {
    RuleBuilder open = max(NEGATIVE_FLIP_RATE, 0.02);
    RuleBuilder gone = max(NEGATIVE_FLIP_RATE, 0.05).slice(SliceKey.of("country", "Atlantis"));
    Policy policy =
        policy(
            List.of(open, gone),
            List.of(),
            ofRule(open.rule().text()),
            ofRule(gone.rule().text(), "Atlantis"));

    GateReport report = judge(policy, evidence(), LAST_DAY);

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.findings())
        .extracting(Finding::verdict, Finding::counts)
        .containsExactly(tuple(Verdict.INCONCLUSIVE, false), tuple(Verdict.FAIL, false));
  }

  @Test
  void anExpiredWaiverForgivesNothingAndFailsTheGate() {
    RuleBuilder kept = max(NEGATIVE_FLIP_RATE, 0.05);
    Policy policy = policy(List.of(kept), List.of(), ofRule(kept.rule().text()));

    assertThat(judge(policy, evidence(), LAST_DAY).verdict()).isEqualTo(Verdict.PASS);
    GateReport report = judge(policy, evidence(), LAST_DAY.plusDays(1));

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.waivers())
        .extracting(WaiverUse::state)
        .containsExactly(WaiverUse.State.EXPIRED);
    assertThat(report.findings().get(1))
        .isEqualTo(
            new Finding(
                "waiver of negative_flip_rate <= 0.05",
                "waiver",
                Optional.empty(),
                Verdict.FAIL,
                Severity.FAIL,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                0,
                "The waiver of negative_flip_rate <= 0.05 (ticket 123; jane@example.com, until 2026-12-31) has expired, for today is 2027-01-01: renew it, or remove it."));
  }

  @Test
  void anUnusedWaiverWarnsAndNeverMakesAVerdict() {
    RuleBuilder kept = max(NEGATIVE_FLIP_RATE, 0.05);
    GateReport report =
        judge(policy(List.of(kept), List.of(), ofRule(kept.rule().text())), evidence(), LAST_DAY);

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.findings().get(1).severity()).isEqualTo(Severity.WARN);
    assertThat(report.findings().get(1).message())
        .isEqualTo(
            "The waiver of negative_flip_rate <= 0.05 (ticket 123; jane@example.com, until 2026-12-31) forgives nothing: remove it.");
    RuleBuilder tooFew = kept.minExamples(1_000_000).warn();
    assertThat(
            judge(
                    policy(List.of(tooFew), List.of(), ofRule(tooFew.rule().text())),
                    evidence(),
                    LAST_DAY)
                .verdict())
        .as("a remark on a waiver is no judgement")
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void waiversOfUnknownRulesSlicesGroupsAndExamplesAreRefused() {
    Policy policy =
        policy(
            List.of(EACH),
            List.of(GateProtectedTest.group()),
            ofRule("negative_flip_rate <= 0.06 for each country"),
            new Waiver(
                new Waiver.Subject.OfRule(
                    EACH.rule().text(), Optional.of(SliceKey.of("device", "phone"))),
                "r",
                "a",
                LAST_DAY),
            ofIds("a", "z"));

    assertThatThrownBy(() -> judge(policy, evidence().with(GateProtectedTest.outcome(0)), LAST_DAY))
        .isInstanceOf(PolicyException.class)
        .hasMessage(
            """
            waiver of negative_flip_rate <= 0.06 for each country: the policy has no rule 'negative_flip_rate <= 0.06 for each country': did you mean 'negative_flip_rate <= 0.05 for each country'?
            waiver of negative_flip_rate <= 0.05 for each country where device=phone: the rule 'negative_flip_rate <= 0.05 for each country' does not judge device=phone: name a value of country, or leave out slice
            waiver of golden: a, z: golden does not protect z: correct the ids, or remove them from the waiver"""
                .stripIndent());
  }
}
