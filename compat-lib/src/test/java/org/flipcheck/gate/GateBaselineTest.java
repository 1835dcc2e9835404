package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.gate.RuleBuilder.min;
import static org.flipcheck.gate.RuleBuilder.policy;
import static org.flipcheck.metrics.FlipMetric.ACCURACY_DELTA;
import static org.flipcheck.metrics.FlipMetric.CHURN;
import static org.flipcheck.metrics.FlipMetric.FLIP_COST;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;
import static org.flipcheck.metrics.FlipMetric.NEW_ACCURACY;
import static org.flipcheck.metrics.FlipMetric.POSITIVE_FLIP_RATE;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flipcheck.gate.NoiseFloor.Rerun;
import org.flipcheck.metrics.CostTable;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.IntervalMethod;
import org.junit.jupiter.api.Test;

/** Limits that are relative, beyond the noise floor, or on costs; choice of the interval. */
class GateBaselineTest {

  private static final FlipCounts COUNTS = FlipCounts.of(8650, 180, 290, 420, 460);
  private static final SliceKey DE = SliceKey.of("country", "DE");

  private static GateReport judge(Evidence evidence, RuleBuilder... rules) {
    return Gate.judge(policy(rules), OptionalDouble.empty(), evidence);
  }

  private static Finding only(Evidence evidence, RuleBuilder rule) {
    List<Finding> findings = judge(evidence, rule).findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @Test
  void relativeLimitsCompareWithAnotherMetric() {
    CountedEvidence evidence = CountedEvidence.of(COUNTS);

    Finding fails = only(evidence, max(NEGATIVE_FLIP_RATE, 0.5).times(POSITIVE_FLIP_RATE));

    assertThat(fails.rule()).isEqualTo("negative_flip_rate <= 0.5 times positive_flip_rate");
    assertThat(fails.value()).hasValue((180.0 / 10_000) / (290.0 / 10_000));
    assertThat(fails.limit()).isEqualTo(0.5);
    assertThat(fails.message())
        .isEqualTo(
            "negative_flip_rate is 1.80%, 0.6207 times positive_flip_rate 2.90% (95% interval 0.5155 to 0.7476, n = 10,000): above the limit of at most 0.5 times.");
    assertThat(fails.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(fails.basis().orElseThrow().method()).isEqualTo("mover_ratio");
    assertThat(only(evidence, max(NEGATIVE_FLIP_RATE, 0.8).times(POSITIVE_FLIP_RATE)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(only(evidence, min(POSITIVE_FLIP_RATE, 1.2).times(NEGATIVE_FLIP_RATE)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(only(evidence, max(NEGATIVE_FLIP_RATE, 0.7).times(POSITIVE_FLIP_RATE)).message())
        .contains("the limit of at most 0.7 times lies inside the interval; at this rate ")
        .endsWith(" examples would decide.");
    assertThat(
            only(evidence, max(NEGATIVE_FLIP_RATE, 0.5).times(POSITIVE_FLIP_RATE).confidence(0))
                .message())
        .isEqualTo(
            "negative_flip_rate is 1.80%, 0.6207 times positive_flip_rate 2.90% (point value, without an interval; n = 10,000): above the limit of at most 0.5 times.");
  }

  @Test
  void withoutTheOtherThereIsNoMultipleButThereMayBeAVerdict() {
    CountedEvidence noGain = CountedEvidence.of(FlipCounts.of(900, 50, 0, 25, 25));
    Finding fails = only(noGain, max(NEGATIVE_FLIP_RATE, 2).times(POSITIVE_FLIP_RATE));
    assertThat(fails.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(fails.value()).isEmpty();
    assertThat(fails.high()).isEmpty();
    assertThat(fails.message())
        .startsWith("negative_flip_rate is undefined, for positive_flip_rate is 0 (95% interval ")
        .endsWith(" or more, n = 1,000): above the limit of at most 2 times.");

    CountedEvidence noFlip = CountedEvidence.of(FlipCounts.of(950, 0, 0, 25, 25));
    Finding open = only(noFlip, max(NEGATIVE_FLIP_RATE, 2).times(POSITIVE_FLIP_RATE));
    assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(open.message())
        .isEqualTo(
            "negative_flip_rate is undefined: positive_flip_rate is 0 (n = 1,000), so it cannot be held against the limit of at most 2 times.");
  }

  private static Rerun rerun(String name, long flips, long unmatched) {
    FlipCounts half = FlipCounts.of(5000 - flips / 2, flips / 2, 0, 0, 0);
    return new Rerun(
        name,
        name + ".parquet",
        "sha256:0",
        10_000,
        unmatched,
        PairSummary.of(FlipCounts.of(10_000 - flips, flips, 0, 0, 0)),
        Map.of(DE, PairSummary.of(half)));
  }

  @Test
  void limitsBeyondTheNoiseFloorSubtractIt() {
    CountedEvidence evidence =
        CountedEvidence.of(COUNTS, "country")
            .with(DE, FlipCounts.of(4800, 100, 100, 0, 0))
            .with(rerun("seed2", 80, 0), rerun("seed3", 100, 0));

    Finding passes = only(evidence, max(NEGATIVE_FLIP_RATE, 0.013).beyondNoiseFloor());

    assertThat(passes.rule()).isEqualTo("negative_flip_rate <= 0.013 beyond the noise floor");
    assertThat(passes.value().getAsDouble()).isEqualTo(0.018 - 0.009);
    assertThat(passes.message())
        .isEqualTo(
            "negative_flip_rate is 1.80%, +0.90 points beyond the noise floor of 0.90% (95% interval +0.58 points to +1.23 points, n = 10,000, 2 reruns): within the limit of at most 1.3 points.");
    assertThat(only(evidence, max(NEGATIVE_FLIP_RATE, 0.005).beyondNoiseFloor()).verdict())
        .isEqualTo(Verdict.FAIL);
    Finding slice =
        only(evidence, max(NEGATIVE_FLIP_RATE, 0.02).beyondNoiseFloor().each("country"));
    assertThat(slice.value().getAsDouble()).isEqualTo(0.02 - 0.009);
    assertThat(slice.slice()).contains(DE);
  }

  @Test
  void aFloorOfOtherExamplesDecidesNothing() {
    CountedEvidence evidence = CountedEvidence.of(COUNTS).with(rerun("seed2", 80, 100));
    RuleBuilder rule = max(NEGATIVE_FLIP_RATE, 0.014).beyondNoiseFloor();

    GateReport report = judge(evidence, rule);

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.findings())
        .extracting(Finding::rule, Finding::verdict)
        .containsExactly(
            tuple("unmatched_share of rerun seed2 <= 0", Verdict.INCONCLUSIVE),
            tuple("negative_flip_rate <= 0.014 beyond the noise floor", Verdict.PASS));
    assertThat(report.findings().get(0).message())
        .isEqualTo(
            "0.99% of the examples of the old model and its rerun seed2 have no partner (10,000 matched), more than the 0% allowed: complete the rerun, or allow it with --max-unmatched or max_unmatched.");
    assertThat(Gate.judge(policy(rule), OptionalDouble.of(0.01), evidence).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(judge(evidence, max(NEGATIVE_FLIP_RATE, 0.03)).findings())
        .as("where no rule asks for the floor, it has no say")
        .hasSize(1);
  }

  @Test
  void withoutRerunsOrCostsSuchRulesAreRefused() {
    assertThatThrownBy(() -> judge(CountedEvidence.of(COUNTS), max(CHURN, 0.01).beyondNoiseFloor()))
        .isInstanceOf(PolicyException.class)
        .hasMessage(
            "rule churn <= 0.01 beyond the noise floor: the comparison had no rerun of the old model to tell the noise floor from; run compare with this policy and --old-rerun PATH, or remove the rule");
    assertThatThrownBy(
            () ->
                judge(
                    CountedEvidence.of(COUNTS, "device")
                        .with(SliceKey.of("device", "phone"), COUNTS)
                        .with(rerun("seed2", 80, 0)),
                    max(NEGATIVE_FLIP_RATE, 0.01).beyondNoiseFloor().each("device")))
        .hasMessage(
            "rule negative_flip_rate <= 0.01 beyond the noise floor for each device: the rerun seed2 was not counted by device; run compare with this policy");
    assertThatThrownBy(() -> judge(CountedEvidence.of(COUNTS), max(FLIP_COST, 0.01)))
        .hasMessage(
            """
            a rule limits flip_cost, but the policy has no costs: add costs, such as {default: 1}
            rule flip_cost <= 0.01: the comparison counted no costs; run compare with this policy""");
  }

  private static Finding cost(double limit, FlipCosts costs) {
    Policy policy =
        new Policy(
            List.of(max(FLIP_COST, limit).rule()),
            OptionalDouble.empty(),
            IntervalMethod.WILSON,
            Correction.HOLM,
            Optional.of(new CostTable(1, List.of())),
            List.of(),
            List.of());
    return Gate.judge(policy, OptionalDouble.empty(), CountedEvidence.of(COUNTS).with(costs))
        .findings()
        .get(0);
  }

  @Test
  void costsAreJudgedByTheirMean() {
    FlipCosts costs = new FlipCosts(10_000, 180, 260, 580, 5);

    assertThat(cost(0.04, costs).message())
        .isEqualTo(
            "flip_cost is 0.0260 (95% interval 0.0215 to 0.0315, n = 10,000): within the limit of at most 0.04.");
    assertThat(cost(0.02, costs).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(cost(0.03, costs).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(cost(0.03, costs).message()).contains("at this rate ");
    assertThat(cost(0.04, costs).basis().orElseThrow().method()).isEqualTo("gamma");
    assertThat(cost(0.1, new FlipCosts(0, 0, 0, 0, 5)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void theFirstCellThatMatchesWins() {
    CostTable table =
        new CostTable(
            1,
            List.of(
                new CostTable.Cell(Optional.of("cat"), Optional.empty(), Optional.of("dog"), 5),
                new CostTable.Cell(Optional.of("cat"), Optional.empty(), Optional.empty(), 2),
                new CostTable.Cell(Optional.empty(), Optional.of("cow"), Optional.empty(), 0)));

    assertThat(table.cost("cat", "cat", "dog")).isEqualTo(5);
    assertThat(table.cost("cat", "cow", "pig")).isEqualTo(2);
    assertThat(table.cost("cow", "cow", "pig")).isZero();
    assertThat(table.cost(null, null, null)).isEqualTo(1);
    assertThat(table.maxCost()).isEqualTo(5);
  }

  @Test
  void thePolicyChoosesTheInterval() {
    Policy wilson = policy(max(NEGATIVE_FLIP_RATE, 0.0212));
    Policy exact =
        new Policy(
            wilson.rules(),
            OptionalDouble.empty(),
            IntervalMethod.CLOPPER_PEARSON,
            Correction.HOLM,
            Optional.empty(),
            List.of(),
            List.of());
    CountedEvidence evidence = CountedEvidence.of(FlipCounts.of(8647, 183, 310, 400, 460));

    assertThat(Gate.judge(wilson, OptionalDouble.empty(), evidence).verdict())
        .isEqualTo(Verdict.PASS);
    GateReport report = Gate.judge(exact, OptionalDouble.empty(), evidence);
    assertThat(report.findings().get(0).basis().orElseThrow().method())
        .isEqualTo("clopper_pearson");
    assertThat(report.findings().get(0).high().getAsDouble()).isBetween(0.0211, 0.0212);
    assertThat(report.findings().get(0).low().getAsDouble())
        .isLessThan(
            Gate.judge(wilson, OptionalDouble.empty(), evidence)
                .findings()
                .get(0)
                .low()
                .getAsDouble());
  }

  @Test
  void rulesThatCanNeverPassAtTheirLeastSizeAreToldAsAWarning() {
    GateReport report =
        judge(
            CountedEvidence.of(COUNTS),
            max(NEGATIVE_FLIP_RATE, 0.01).minExamples(200).confidence(0.95),
            max(NEGATIVE_FLIP_RATE, 0.05).minExamples(200),
            min(NEW_ACCURACY, 0.995).minExamples(500));

    assertThat(report.findings().stream().skip(3))
        .extracting(Finding::severity, Finding::message)
        .containsExactly(
            tuple(
                Severity.WARN,
                "negative_flip_rate <= 0.01 can never pass with min_examples = 200: even the best value of so few examples has a 95% interval up to 1.88%; min_examples has to be at least 381."),
            tuple(
                Severity.WARN,
                "new_accuracy >= 0.995 can never pass with min_examples = 500: even the best value of so few examples has a 95% interval down to 99.24%; min_examples has to be at least 765."));
    assertThat(
            judge(CountedEvidence.of(COUNTS), max(NEGATIVE_FLIP_RATE, 0).minExamples(5))
                .findings()
                .get(1)
                .message())
        .endsWith("no number of examples is enough.");
  }

  @Test
  void limitsThatEveryValueKeepsAreToldAsAWarning() {
    GateReport report =
        judge(
            CountedEvidence.of(COUNTS),
            max(NEGATIVE_FLIP_RATE, 1),
            min(NEW_ACCURACY, 0),
            min(ACCURACY_DELTA, -1),
            min(ACCURACY_DELTA, -0.99),
            max(NEGATIVE_FLIP_RATE, 0.99));

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.findings().stream().skip(5))
        .extracting(Finding::severity, Finding::message)
        .containsExactly(
            tuple(
                Severity.WARN,
                "negative_flip_rate <= 1 says nothing, for every value keeps max: 1; for 1% write 0.01."),
            tuple(
                Severity.WARN,
                "new_accuracy >= 0 says nothing, for every value keeps min: 0; correct the limit, or remove the rule."),
            tuple(
                Severity.WARN,
                "accuracy_delta >= -1 says nothing, for every value keeps min: -1; for -1 point write -0.01."));
  }

  @Test
  void costsThatNoRuleAsksForAreToldAsAWarning() {
    Policy policy =
        new Policy(
            List.of(max(NEGATIVE_FLIP_RATE, 0.05).rule()),
            OptionalDouble.empty(),
            IntervalMethod.WILSON,
            Correction.HOLM,
            Optional.of(new CostTable(1, List.of())),
            List.of(),
            List.of());

    GateReport report = Gate.judge(policy, OptionalDouble.empty(), CountedEvidence.of(COUNTS));

    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.findings().get(1).severity()).isEqualTo(Severity.WARN);
    assertThat(report.findings().get(1).message())
        .isEqualTo(
            "The policy has costs, but no rule limits flip_cost, so they are not used: add such a rule, or remove costs.");
  }

  @Test
  void aHighestCostFarFromWhatWasSeenIsNamed() {
    assertThat(cost(0.1, new FlipCosts(10_000, 180, 180, 180, 1_000_000)).message())
        .contains(
            ", n = 10,000) (the interval allows for one more flip at the highest cost, 1,000,000):");
    assertThat(cost(0.1, new FlipCosts(10_000, 180, 180, 180, 100)).message())
        .doesNotContain("highest cost");
  }

  @Test
  void onePointIsSingular() {
    assertThat(
            judge(CountedEvidence.of(COUNTS), min(ACCURACY_DELTA, -0.01))
                .findings()
                .get(0)
                .message())
        .endsWith("at least -1 point.");
  }
}
