package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.gate.RuleBuilder.policy;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.JoinLedger;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.junit.jupiter.api.Test;

class GateSlicesTest {

  private static final FlipCounts ALL = FlipCounts.of(1900, 40, 30, 20, 10);
  private static final FlipCounts GOOD = FlipCounts.of(990, 2, 3, 4, 1);
  private static final FlipCounts BAD = FlipCounts.of(860, 120, 10, 5, 5);
  private static final FlipCounts SMALL = FlipCounts.of(50, 3, 2, 1, 1);

  private final CountedEvidence evidence =
      CountedEvidence.of(ALL, "country", "device")
          .with(SliceKey.of("country", "DE"), GOOD)
          .with(SliceKey.of("country", "FR"), BAD)
          .with(SliceKey.of("country", "LI"), SMALL)
          .with(SliceKey.of("country", null), GOOD)
          .with(cross("country", "DE", "device", "phone"), GOOD)
          .with(cross("country", "FR", "device", "phone"), BAD);

  @Test
  void eachJudgesEveryValueInOrderAndListsSmallSlicesAsNotJudged() {
    GateReport report =
        judge(max(NEGATIVE_FLIP_RATE, 0.05).each("country").minExamples(200).warn());

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.findings())
        .extracting(Finding::slice, Finding::verdict, Finding::n, Finding::message)
        .containsExactly(
            tuple(
                Optional.of(SliceKey.of("country", "DE")),
                Verdict.PASS,
                1_000L,
                "negative_flip_rate for country=DE is 0.20 % (95 % interval 0.05 % to 0.73 %, n = 1,000): within the limit of at most 5 %."),
            tuple(
                Optional.of(SliceKey.of("country", "FR")),
                Verdict.FAIL,
                1_000L,
                "negative_flip_rate for country=FR is 12.00 % (95 % interval 10.13 % to 14.16 %, n = 1,000): above the limit of at most 5 %."),
            tuple(
                Optional.of(SliceKey.of("country", "LI")),
                Verdict.NOT_JUDGED,
                57L,
                "negative_flip_rate for country=LI is not judged: n = 57 is below min_examples = 200."),
            tuple(
                Optional.of(SliceKey.of("country", null)),
                Verdict.PASS,
                1_000L,
                "negative_flip_rate for country=(none) is 0.20 % (95 % interval 0.05 % to 0.73 %, n = 1,000): within the limit of at most 5 %."));
    assertThat(report.findings())
        .allSatisfy(
            finding -> {
              assertThat(finding.rule()).isEqualTo("negative_flip_rate <= 0.05 for each country");
              assertThat(finding.severity()).isEqualTo(Severity.WARN);
            });
  }

  @Test
  void oneBadSliceFailsTheRelease() {
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.05).each("country")).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void aNamedSliceIsJudgedAlone() {
    GateReport report = judge(max(NEGATIVE_FLIP_RATE, 0.05).slice(SliceKey.of("country", "DE")));

    assertThat(report.findings())
        .extracting(Finding::rule, Finding::slice, Finding::verdict)
        .containsExactly(
            tuple(
                "negative_flip_rate <= 0.05 for country=DE",
                Optional.of(SliceKey.of("country", "DE")),
                Verdict.PASS));
  }

  @Test
  void theOrderOfTheColumnsOfACrossDoesNotMatter() {
    SliceKey swapped = cross("device", "phone", "country", "FR");

    GateReport report = judge(max(NEGATIVE_FLIP_RATE, 0.05).slice(swapped));

    assertThat(report.findings())
        .extracting(Finding::rule, Finding::verdict, Finding::n)
        .containsExactly(
            tuple("negative_flip_rate <= 0.05 for device=phone, country=FR", Verdict.FAIL, 1_000L));
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.05).each("device", "country")).findings())
        .extracting(Finding::rule, finding -> finding.slice().orElseThrow().toString())
        .containsExactly(
            tuple(
                "negative_flip_rate <= 0.05 for each device, country", "country=DE, device=phone"),
            tuple(
                "negative_flip_rate <= 0.05 for each device, country", "country=FR, device=phone"));
  }

  @Test
  void aNamedValueThatNeverAppearedFails() {
    SliceKey atlantis = SliceKey.of("country", "Atlantis");

    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.05).slice(atlantis)))
        .isEqualTo(
            new GateReport(
                Verdict.FAIL,
                List.of(
                    new Finding(
                        "negative_flip_rate <= 0.05 for country=Atlantis",
                        "negative_flip_rate",
                        Optional.of(atlantis),
                        Verdict.FAIL,
                        Severity.FAIL,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        0.05,
                        0,
                        "No example has country=Atlantis, so negative_flip_rate cannot be held against the limit of at most 5 %: correct the policy, or evaluate on data that has it."))));
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.05).slice(atlantis).minExamples(200)).verdict())
        .as("a slice without examples is missing, not merely small")
        .isEqualTo(Verdict.FAIL);
    assertThat(judge(max(NEGATIVE_FLIP_RATE, 0.05).slice(atlantis).warn()).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void aColumnWithoutAnyValueFails() {
    CountedEvidence empty =
        CountedEvidence.of(ALL, "country", "device").with(SliceKey.of("device", null), ALL);

    for (String column : List.of("country", "device")) {
      GateReport report = judge(empty, max(NEGATIVE_FLIP_RATE, 0.05).each(column));

      assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(report.findings())
          .extracting(Finding::slice, Finding::verdict, Finding::message)
          .containsExactly(
              tuple(
                  Optional.empty(),
                  Verdict.FAIL,
                  "No example has a value of "
                      + column
                      + ", so negative_flip_rate cannot be held against the limit of at most 5 %: correct the policy, or evaluate on data that has it."));
    }
  }

  @Test
  void slicesThatAreAllTooSmallAreNoPass() {
    GateReport report = judge(max(NEGATIVE_FLIP_RATE, 0.05).each("country").minExamples(5_000));

    assertThat(report.findings())
        .hasSize(4)
        .extracting(Finding::verdict)
        .containsOnly(Verdict.NOT_JUDGED);
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void tooManyExamplesWithoutPartnerMakeItInconclusive() {
    JoinLedger ledger = CountedEvidence.ledger(2_000, 30, 20);
    CountedEvidence unmatched = CountedEvidence.of(PairSummary.of(ALL), ledger);
    Policy policy = policy(max(NEGATIVE_FLIP_RATE, 0.05));

    GateReport report = Gate.judge(policy, OptionalDouble.of(0.01), unmatched);

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.findings()).hasSize(2);
    assertThat(report.findings().get(0))
        .isEqualTo(
            new Finding(
                "unmatched_share <= 0.01",
                "unmatched_share",
                Optional.empty(),
                Verdict.INCONCLUSIVE,
                Severity.FAIL,
                OptionalDouble.of(50 / 2050.0),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0.01,
                2_050,
                "2.44 % of the examples have no partner (30 only on the old side, 20 only on the new side, 2,000 matched), more than the 1 % allowed: complete the predictions, or allow it with --max-unmatched or max_unmatched."));
    assertThat(report.findings().get(1).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void theAllowedShareOfUnmatchedExamplesComesFromTheFlagThenThePolicyThenIsZero() {
    double share = 50 / 2050.0;
    JoinLedger ledger = CountedEvidence.ledger(2_000, 30, 20);
    CountedEvidence unmatched = CountedEvidence.of(PairSummary.of(ALL), ledger);
    Policy silent = policy(max(NEGATIVE_FLIP_RATE, 0.05));
    Policy strict = new Policy(silent.rules(), OptionalDouble.of(Math.nextDown(share)));
    Policy lenient = new Policy(silent.rules(), OptionalDouble.of(share));
    OptionalDouble noFlag = OptionalDouble.empty();

    assertThat(Gate.judge(silent, noFlag, unmatched).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(Gate.judge(strict, noFlag, unmatched).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(Gate.judge(lenient, noFlag, unmatched).verdict()).isEqualTo(Verdict.PASS);
    assertThat(Gate.judge(strict, OptionalDouble.of(1), unmatched).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(Gate.judge(lenient, OptionalDouble.of(0), unmatched).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aFailureOutweighsUnmatchedExamples() {
    CountedEvidence unmatched =
        CountedEvidence.of(PairSummary.of(BAD), CountedEvidence.ledger(1_000, 0, 1));

    GateReport report =
        Gate.judge(policy(max(NEGATIVE_FLIP_RATE, 0.05)), OptionalDouble.empty(), unmatched);

    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.findings())
        .extracting(Finding::rule)
        .containsExactly("unmatched_share <= 0", "negative_flip_rate <= 0.05");
    assertThat(report.findings().get(0).message())
        .startsWith("0.10 % of the examples have no partner (0 only on the old side, 1 only on");
  }

  private GateReport judge(RuleBuilder rule) {
    return judge(evidence, rule);
  }

  private static GateReport judge(Evidence evidence, RuleBuilder rule) {
    return Gate.judge(policy(rule), OptionalDouble.empty(), evidence);
  }

  private static SliceKey cross(String first, String value, String second, String other) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(first, value);
    values.put(second, other);
    return new SliceKey(values);
  }
}
