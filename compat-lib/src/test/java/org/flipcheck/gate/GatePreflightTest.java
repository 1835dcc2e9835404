package org.flipcheck.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flipcheck.gate.RuleBuilder.max;
import static org.flipcheck.gate.RuleBuilder.min;
import static org.flipcheck.gate.RuleBuilder.policy;
import static org.flipcheck.metrics.FlipMetric.ACCURACY_DELTA;
import static org.flipcheck.metrics.FlipMetric.CHURN;
import static org.flipcheck.metrics.FlipMetric.MEAN_REGRESSION;
import static org.flipcheck.metrics.FlipMetric.NEGATIVE_FLIP_RATE;
import static org.flipcheck.metrics.FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.SliceKey;
import org.junit.jupiter.api.Test;

/** What the gate refuses to judge: every problem at once, each with its remedy. */
class GatePreflightTest {

  private static final FlipCounts COUNTS = FlipCounts.of(900, 10, 20, 30, 40);
  private static final CountedEvidence EVIDENCE = CountedEvidence.of(COUNTS, "country", "device");

  @Test
  void metricsThatTheComparisonCannotHave() {
    assertProblems(
        EVIDENCE,
        List.of(max(MEAN_REGRESSION, 0.1)),
        "rule mean_regression <= 0.1: the comparison has no mean_regression, for it has no scores;"
            + " give compare --score, or remove the rule");
    assertProblems(
        evidence(new Content(false, true, false, false)),
        List.of(max(NEGATIVE_FLIP_RATE, 0.02), max(CHURN, 1).confidence(0)),
        "rule negative_flip_rate <= 0.02: the comparison has no negative_flip_rate, for it has no"
            + " label, grade or threshold to tell right from wrong; give compare --label, --correct"
            + " or --threshold, or remove the rule");
    assertProblems(
        evidence(new Content(false, false, true, false)),
        List.of(max(CHURN, 0.1)),
        "rule churn <= 0.1: the comparison has no churn, for it has neither answers nor labels;"
            + " give compare --prediction, or remove the rule");
  }

  @Test
  void intervalsOfResultsWithoutSumsOfSquares() {
    assertProblems(
        evidence(new Content(true, true, true, false)),
        List.of(max(MEAN_REGRESSION, 0.1), max(MEAN_REGRESSION, 0.1).confidence(0)),
        "rule mean_regression <= 0.1: mean_regression has no interval, for the result was written"
            + " without sums of squares; run compare again, or set confidence: 0 to judge the point"
            + " value");
  }

  @Test
  void weightedResultsWithoutSumsOfSquaresAreJudgedByTheirPointValues() {
    PairSummary weighted =
        new PairSummary(
            new Content(true, true, false, true),
            COUNTS.n(),
            Optional.of(COUNTS),
            Optional.of(new FlipTable(90, 4, 2, 4, OptionalDouble.of(1))),
            Optional.empty(),
            Optional.empty());
    CountedEvidence evidence = CountedEvidence.of(weighted);

    assertProblems(
        evidence,
        List.of(max(NEGATIVE_FLIP_RATE, 0.05)),
        "rule negative_flip_rate <= 0.05: negative_flip_rate has no interval, for the result was"
            + " written without sums of squares; run compare again, or set confidence: 0 to judge"
            + " the point value");
    assertThat(
            Gate.judge(
                    policy(max(NEGATIVE_FLIP_RATE, 0.05).confidence(0)),
                    OptionalDouble.empty(),
                    evidence)
                .findings())
        .extracting(Finding::message)
        .containsExactly(
            "negative_flip_rate is 4.00% (point value, without an interval; n = 1,000): within the"
                + " limit of at most 5%.");
  }

  @Test
  void slicesThatWereNotCounted() {
    assertProblems(
        EVIDENCE,
        List.of(max(NEGATIVE_FLIP_RATE, 0.05).each("Contry")),
        "rule negative_flip_rate <= 0.05 for each Contry: the comparison was not sliced by Contry,"
            + " but by country, device only (did you mean country?); add --slice Contry to compare,"
            + " or run compare with this policy");
    assertProblems(
        EVIDENCE,
        List.of(max(NEGATIVE_FLIP_RATE, 0.05).slice(SliceKey.of("season", "winter"))),
        "rule negative_flip_rate <= 0.05 for season=winter: the comparison was not sliced by"
            + " season, but by country, device only; add --slice season to compare, or run compare"
            + " with this policy");
    assertProblems(
        CountedEvidence.of(COUNTS),
        List.of(max(NEGATIVE_FLIP_RATE, 0.05).each("country")),
        "rule negative_flip_rate <= 0.05 for each country: the comparison was not sliced by"
            + " country, but by no column; add --slice country to compare, or run compare with this"
            + " policy");
    assertProblems(
        EVIDENCE,
        List.of(max(NEGATIVE_FLIP_RATE, 0.05).each("device", "country")),
        "rule negative_flip_rate <= 0.05 for each device, country: the comparison did not count"
            + " device and country together; run compare with --cross 2 or with this policy");
    assertProblems(
        EVIDENCE,
        List.of(max(NEGATIVE_FLIP_RATE, 0.05).each("device", "season")),
        "rule negative_flip_rate <= 0.05 for each device, season: the comparison was not sliced by"
            + " season, but by country, device only; add --slice season to compare, or run compare"
            + " with this policy");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Policy policy =
        new Policy(
            List.of(
                max(NEGATIVE_FLIP_RATE, 2).rule(),
                max(MEAN_REGRESSION, 0.1).each("season").rule(),
                min(ACCURACY_DELTA, -0.005).rule(),
                min(ACCURACY_DELTA, -0.005).warn().rule()),
            OptionalDouble.of(1.5));

    assertThatThrownBy(() -> Gate.judge(policy, OptionalDouble.of(Double.NaN), EVIDENCE))
        .isInstanceOf(PolicyException.class)
        .asInstanceOf(InstanceOfAssertFactories.type(PolicyException.class))
        .extracting(PolicyException::problems)
        .isEqualTo(
            List.of(
                "rule negative_flip_rate <= 2: max is 2, but negative_flip_rate lies between 0 and"
                    + " 1; for 2% write 0.02",
                "rule accuracy_delta >= -0.005: the policy has it twice; remove one",
                "max_unmatched is 1.5, it must be a share from 0 to 1",
                "max_unmatched is NaN, it must be a share from 0 to 1",
                "rule mean_regression <= 0.1 for each season: the comparison has no"
                    + " mean_regression, for it has no scores; give compare --score, or remove the"
                    + " rule",
                "rule mean_regression <= 0.1 for each season: the comparison was not sliced by"
                    + " season, but by country, device only; add --slice season to compare, or run"
                    + " compare with this policy"));
  }

  @Test
  void anEmptyPolicyIsNoPass() {
    assertProblems(
        EVIDENCE, List.of(), "the policy has no rule, so nothing could fail; add at least one");
  }

  @Test
  void limitsThatMakeNoSense() {
    assertRuleProblem(max(NEGATIVE_FLIP_RATE, Double.NaN), "max is NaN, it must be a number");
    assertRuleProblem(
        min(ACCURACY_DELTA, Double.NEGATIVE_INFINITY), "min is -Infinity, it must be a number");
    assertRuleProblem(
        max(NEGATIVE_FLIP_RATE, -0.01),
        "max is -0.01, but negative_flip_rate lies between 0 and 1");
    assertRuleProblem(
        min(NEGATIVE_FLIP_RATE, Math.nextUp(1.0)),
        "min is 1.0000000000000002, but negative_flip_rate lies between 0 and 1; for"
            + " 1.0000000000000002% write 0.010000000000000002");
    assertRuleProblem(
        min(ACCURACY_DELTA, -5),
        "min is -5, but accuracy_delta lies between -1 and 1; for -5% write -0.05");
    assertRuleProblem(
        max(NEGATIVE_FLIP_RATE, 2_000), "max is 2000, but negative_flip_rate lies between 0 and 1");
    assertRuleProblem(
        max(RELATIVE_NEGATIVE_FLIP_RATE, -0.1).confidence(0),
        "max is -0.1, but relative_negative_flip_rate is never below 0");
    assertRuleProblem(
        min(MEAN_REGRESSION, -Double.MIN_VALUE).confidence(0),
        "min is -0." + "0".repeat(323) + "49, but mean_regression is never below 0");
  }

  @Test
  void limitsAtTheEdgesMakeSense() {
    assertThat(max(NEGATIVE_FLIP_RATE, 0).rule().problems()).isEmpty();
    assertThat(max(NEGATIVE_FLIP_RATE, 1).rule().problems()).isEmpty();
    assertThat(min(ACCURACY_DELTA, -1).rule().problems()).isEmpty();
    assertThat(max(RELATIVE_NEGATIVE_FLIP_RATE, 7).rule().problems()).isEmpty();
    assertThat(max(NEGATIVE_FLIP_RATE, 0.5).confidence(Math.nextDown(1.0)).rule().problems())
        .isEmpty();
    assertThat(max(NEGATIVE_FLIP_RATE, 0.5).confidence(Double.MIN_VALUE).rule().problems())
        .isEmpty();
  }

  @Test
  void confidencesAndSizesThatMakeNoSense() {
    RuleBuilder rule = max(NEGATIVE_FLIP_RATE, 0.02);

    assertRuleProblem(
        rule.confidence(1),
        "confidence is 1, it must be at least 0 and below 1, such as 0.95; 0 judges the point"
            + " value");
    assertRuleProblem(
        rule.confidence(95),
        "confidence is 95, it must be at least 0 and below 1, such as 0.95; 0 judges the point"
            + " value");
    assertRuleProblem(
        rule.confidence(Double.NaN),
        "confidence is NaN, it must be at least 0 and below 1, such as 0.95; 0 judges the point"
            + " value");
    assertRuleProblem(
        rule.minExamples(-1),
        "min_examples is -1, a number of examples cannot be negative; 0 judges every slice");
  }

  @Test
  void scopesThatMakeNoSense() {
    RuleBuilder rule = max(NEGATIVE_FLIP_RATE, 0.02);

    assertRuleProblem(
        rule.each(), "the slice of the rule names no column; name one, or leave the slice out");
    assertRuleProblem(
        rule.slice(new SliceKey(Map.of())),
        "the slice of the rule names no column; name one, or leave the slice out");
    assertRuleProblem(
        rule.each("country", "country"), "each names a column twice: country, country");
  }

  @Test
  void rulesAreNamedByMetricLimitScopeAndUnusualConfidence() {
    Map<String, String> cross = new LinkedHashMap<>();
    cross.put("device", "phone");
    cross.put("country", null);
    RuleBuilder rule = max(NEGATIVE_FLIP_RATE, 1e-4);

    assertThat(rule.rule().text()).isEqualTo("negative_flip_rate <= 0.0001");
    assertThat(rule.minExamples(5).warn().rule().text()).isEqualTo(rule.rule().text());
    assertThat(rule.slice(new SliceKey(cross)).confidence(0.9).rule().text())
        .isEqualTo(
            "negative_flip_rate <= 0.0001 for device=phone, country=(none) at confidence 0.9");
    assertThat(rule.each("device", "country").confidence(0).rule().text())
        .isEqualTo("negative_flip_rate <= 0.0001 for each device, country by its point value");
    assertThat(min(ACCURACY_DELTA, -0.0).rule().text()).isEqualTo("accuracy_delta >= 0");
  }

  @Test
  void thePolicyNamesTheSliceSetsItNeeds() {
    RuleBuilder rule = max(NEGATIVE_FLIP_RATE, 0.02);
    Policy policy =
        policy(
            rule,
            rule.each("country"),
            rule.slice(SliceKey.of("country", "DE")),
            rule.each("device", "country"));

    assertThat(policy.sliceSets())
        .containsExactly(List.of("country"), List.of("device", "country"));
  }

  private static CountedEvidence evidence(Content content) {
    return CountedEvidence.of(
        new PairSummary(
            content, 10, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static void assertRuleProblem(RuleBuilder rule, String problem) {
    assertThat(rule.rule().problems()).containsExactly(problem);
  }

  private static void assertProblems(
      Evidence evidence, List<RuleBuilder> rules, String... problems) {
    Policy policy = policy(rules.toArray(new RuleBuilder[0]));

    assertThatThrownBy(() -> Gate.judge(policy, OptionalDouble.empty(), evidence))
        .isInstanceOf(PolicyException.class)
        .hasMessage(String.join("\n", problems));
  }
}
