package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Enforcement.OnInconclusive;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrometheusTextTest {

  private static Exposed exposed(ComparisonResult result) {
    String text = PrometheusText.render(result);
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(text);
    return Exposed.parse(text);
  }

  private static Map<String, Double> byLabel(Exposed exposed, String name, String label) {
    Map<String, Double> values = new LinkedHashMap<>();
    exposed.of(name).forEach(sample -> values.put(sample.labels().get(label), sample.value()));
    return values;
  }

  @Test
  void beginsWithWhatWasCompared() {
    assertThat(PrometheusText.render(Fixtures.result()))
        .startsWith(
            """
            # HELP flipcheck_result_info What was compared, always 1.
            # TYPE flipcheck_result_info gauge
            flipcheck_result_info{old="forest-v1",new="forest-v2",run="run-0042",rule="equals",tool_version="0.1.0",policy="sha256:f00d"} 1
            # HELP flipcheck_result_created_timestamp_seconds When the result was written, in Unix time.
            # TYPE flipcheck_result_created_timestamp_seconds gauge
            flipcheck_result_created_timestamp_seconds{old="forest-v1",new="forest-v2"} 1795468148
            # HELP flipcheck_verdict Verdict of the gate: 0 PASS, 1 FAIL, 3 INCONCLUSIVE, -1 not judged for want of a policy.
            # TYPE flipcheck_verdict gauge
            flipcheck_verdict{old="forest-v1",new="forest-v2"} 1
            """);
  }

  @Test
  void countsAndMetricsAreThoseOfTheResult() {
    Exposed exposed = exposed(Fixtures.result());

    assertThat(exposed.number("flipcheck_examples")).isEqualTo(10_000);
    assertThat(byLabel(exposed, "flipcheck_outcome_examples", "outcome"))
        .containsExactly(
            entry("both_right", 8713.0),
            entry("negative_flip", 187.0),
            entry("positive_flip", 312.0),
            entry("both_wrong_same", 641.0),
            entry("both_wrong_different", 147.0));
    assertThat(exposed.number("flipcheck_negative_flip_rate")).isEqualTo(0.0187);
    assertThat(exposed.number("flipcheck_negative_flip_rate_low"))
        .isLessThan(0.0187)
        .isEqualTo(
            Fixtures.result()
                .overall()
                .metrics()
                .get(FlipMetric.NEGATIVE_FLIP_RATE)
                .low()
                .getAsDouble());
    assertThat(byLabel(exposed, "flipcheck_ledger", "bucket"))
        .containsEntry("only_new", 8.0)
        .containsEntry("matched", 10_009.0);
    assertThat(byLabel(exposed, "flipcheck_slice_negative_flips", "slice"))
        .containsExactly(entry("class_group=tops", 121.0), entry("class_group=(none)", 66.0));
    assertThat(byLabel(exposed, "flipcheck_slice_negative_flip_rate", "slice"))
        .containsEntry("class_group=tops", 121.0 / 3000);
  }

  @Test
  void findingsAreCodedAndCounted() {
    Exposed exposed = exposed(Fixtures.result());

    assertThat(exposed.of("flipcheck_finding_verdict"))
        .extracting(
            sample -> sample.labels().get("rule"),
            sample -> sample.labels().get("slice"),
            sample -> sample.labels().get("severity"),
            Exposed.Sample::value)
        .containsExactly(
            tuple("negative_flip_rate <= 0.01", "all", "fail", 1.0),
            tuple("churn <= 0.07", "all", "fail", 3.0),
            tuple("churn <= 0.05", "class_group=tops", "warn", 1.0),
            tuple("accuracy_delta >= -0.005", "all", "fail", 0.0),
            tuple("churn <= 0.05", "class_group=(none)", "fail", -1.0));
    assertThat(exposed.of("flipcheck_findings").stream().mapToDouble(Exposed.Sample::value).sum())
        .isEqualTo(5);
    assertThat(exposed.of("flipcheck_finding_value")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "FAIL,         INCONCLUSIVE, false, 1, 1",
    "FAIL,         INCONCLUSIVE, true,  1, 0",
    "INCONCLUSIVE, INCONCLUSIVE, false, 3, 3",
    "INCONCLUSIVE, PASS,         false, 3, 0",
    "PASS,         FAIL,         true,  0, 0"
  })
  void theVerdictIsNeverSoftened(
      Verdict verdict, OnInconclusive onInconclusive, boolean advisory, int code, int exitCode) {
    Exposed exposed =
        exposed(
            Fixtures.result()
                .withGate(
                    new GateSection(
                        "f",
                        Fixtures.gate(verdict, Fixtures.findings()),
                        new Enforcement(onInconclusive, advisory))));

    assertThat(exposed.number("flipcheck_verdict")).isEqualTo(code);
    assertThat(exposed.number("flipcheck_exit_code")).isEqualTo(exitCode);
    assertThat(exposed.number("flipcheck_advisory")).isEqualTo(advisory ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("org.flipcheck.report.ResultJsonTest#summariesOfEveryContent")
  void everyContentCanBeExposed(PairSummary pairs) {
    Exposed exposed = exposed(Fixtures.bare(pairs));

    assertThat(exposed.number("flipcheck_verdict")).isEqualTo(-1);
    assertThat(exposed.number("flipcheck_examples")).isEqualTo((double) pairs.n());
    assertThat(exposed.help()).doesNotContainKeys("flipcheck_exit_code", "flipcheck_findings");
  }

  @Test
  void hostileNamesStayLegalAndApart() {
    List<SliceResult> slices = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (String value : HostileNames.all()) {
      SliceKey key = SliceKey.of("s", value);
      slices.add(Fixtures.slice(key, Fixtures.TOPS));
      findings.add(Fixtures.finding("churn <= 0.09", Optional.of(key), Verdict.FAIL));
    }
    ComparisonResult named = Fixtures.named("a\"b\\c\nd", "\ud800}", slices);
    Exposed exposed =
        exposed(named.withGate(new GateSection("f", Fixtures.gate(Verdict.FAIL, findings))));

    assertThat(exposed.of("flipcheck_slice_examples")).hasSameSizeAs(slices);
    assertThat(exposed.of("flipcheck_finding_verdict")).hasSameSizeAs(findings);
    assertThat(exposed.samples())
        .allSatisfy(
            sample -> {
              assertThat(sample.labels())
                  .containsEntry("old", "a\"b\\c\\nd")
                  .containsEntry("new", "\\ud800}");
              assertThat(sample.labels().values()).allMatch(value -> value.length() <= 210);
            });
  }

  @Test
  void ofManySlicesTheWorstHaveSamplesAndTheRestIsCounted() {
    List<SliceResult> slices = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      SliceKey key = SliceKey.of("s", Integer.toString(i));
      slices.add(Fixtures.slice(key, PairSummary.of(FlipCounts.of(5000 - i, i, 1, 1, 1))));
      findings.add(Fixtures.finding("churn <= 0.09", Optional.of(key), Verdict.PASS));
    }
    findings.add(Fixtures.finding("churn <= 0.01", Optional.empty(), Verdict.FAIL));
    Exposed exposed =
        exposed(
            Fixtures.named("v1", "v2", slices)
                .withGate(new GateSection("f", Fixtures.gate(Verdict.FAIL, findings))));

    assertThat(exposed.number("flipcheck_slices")).isEqualTo(3000);
    assertThat(byLabel(exposed, "flipcheck_slice_negative_flips", "slice"))
        .hasSize(PrometheusText.MAX_SERIES)
        .containsEntry("s=2999", 2999.0)
        .containsEntry("s=2500", 2500.0);
    assertThat(exposed.of("flipcheck_finding_verdict").get(0).value()).isEqualTo(1);
    assertThat(byLabel(exposed, "flipcheck_left_out", "what"))
        .containsExactly(entry("findings", 2501.0), entry("slices", 2500.0), entry("waivers", 0.0));
    assertThat(exposed.samples()).hasSizeLessThan(8_000);
  }
}
