package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.flipcheck.gate.CostOutcome;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Finding.Basis;
import org.flipcheck.gate.Finding.Side;
import org.flipcheck.gate.GateReport;
import org.flipcheck.gate.NoiseFloor;
import org.flipcheck.gate.ProtectedOutcomes;
import org.flipcheck.gate.ProtectedOutcomes.Flip;
import org.flipcheck.gate.ProtectedOutcomes.Group;
import org.flipcheck.gate.Severity;
import org.flipcheck.gate.Verdict;
import org.flipcheck.gate.Waiver;
import org.flipcheck.gate.WaiverUse;
import org.flipcheck.metrics.FlipCosts;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was evaluated for a policy, and waivers, through {@code result.json} and renderings. */
class PolicyEvidenceJsonTest {

  private static final Path CONF = Path.of(System.getProperty("flipcheck.conf"));

  static final Waiver OF_IDS =
      new Waiver(
          new Waiver.Subject.Examples(
              "golden", new LinkedHashSet<>(List.of(List.of("7", "a"), List.of("8", "b")))),
          "label was wrong",
          "joe@example.com",
          LocalDate.of(2026, 12, 31));
  private static final Waiver OF_RULE =
      new Waiver(
          new Waiver.Subject.OfRule("churn <= 0.05", Optional.of(Fixtures.TOPS_KEY)),
          "new camera <b>",
          "jane@example.com",
          LocalDate.of(2027, 1, 2));
  private static final Waiver UNUSED =
      new Waiver(
          new Waiver.Subject.OfRule("churn <= 0.07", Optional.empty()),
          "left over",
          "jim@example.com",
          LocalDate.of(2027, 1, 3));

  private static Flip flip(String user, Optional<String> label) {
    Map<String, String> id = new LinkedHashMap<>();
    id.put("user", user);
    id.put("item", "b");
    return new Flip(id, label, Optional.of("cat"), Optional.empty());
  }

  static PolicyEvidence evidence() {
    return new PolicyEvidence(
        Optional.of(
            new ProtectedOutcomes(
                "sha256:0c",
                List.of(
                    new Group(
                        "golden",
                        5,
                        9,
                        2,
                        List.of(flip("7", Optional.of("cat")), flip("8", Optional.empty())),
                        1,
                        List.of(List.of("9", "c")),
                        false),
                    new Group("smoke", 0, 0, 0, List.of(), 0, List.of(), true)))),
        Optional.of(new CostOutcome("sha256:0d", new FlipCosts(10_000, 187, 260.5, 580.25, 5))),
        Optional.of(
            new NoiseFloor(
                List.of(
                    new NoiseFloor.Rerun(
                        "seed2",
                        "data/seed2.parquet",
                        "sha256:0e",
                        10_000,
                        3,
                        Fixtures.ALL,
                        Map.of(Fixtures.TOPS_KEY, Fixtures.TOPS)),
                    new NoiseFloor.Rerun(
                        "seed3", "s3://x/seed3", "sha256:0f", 1, 0, Fixtures.OTHERS, Map.of())))));
  }

  private static ComparisonResult result() {
    List<Finding> findings = new ArrayList<>();
    for (Finding f : Fixtures.findings()) {
      boolean waived = f.slice().equals(Optional.of(Fixtures.TOPS_KEY));
      findings.add(
          new Finding(
              f.rule(),
              f.metric(),
              f.slice(),
              f.verdict(),
              f.severity(),
              f.value(),
              f.low(),
              f.high(),
              f.limit(),
              f.n(),
              f.message(),
              f.verdict() == Verdict.NOT_JUDGED
                  ? Optional.empty()
                  : Optional.of(
                      new Basis(
                          Side.LOWER,
                          0.975,
                          "wilson",
                          waived ? OptionalDouble.of(0.0125) : OptionalDouble.empty())),
              waived ? List.of(OF_RULE, OF_IDS) : List.of()));
    }
    GateReport report =
        new GateReport(
            Verdict.FAIL,
            findings,
            List.of(
                new WaiverUse(OF_IDS, WaiverUse.State.USED, 2),
                new WaiverUse(OF_RULE, WaiverUse.State.USED, 1),
                new WaiverUse(UNUSED, WaiverUse.State.UNUSED, 0)),
            Optional.of(LocalDate.of(2026, 11, 26)));
    return Fixtures.result()
        .withPolicyEvidence(evidence())
        .withGate(new GateSection("sha256:beef", report));
  }

  @Test
  void everyPartComesBackAsItWas() throws Exception {
    ComparisonResult result = result();
    assertThat(ResultJson.read("result.json", ResultJson.write(result))).isEqualTo(result);
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    assertThat(ResultJson.write(Fixtures.result()))
        .doesNotContain(
            "protected", "flip_costs", "noise_floor", "waive", "judged_on", "side", "adjusted_p");
  }

  @Test
  void itFitsTheSchema() throws Exception {
    String json = ResultJson.write(result());
    assertThat(problems(json)).isEmpty();
    for (String key :
        List.of(
            "groups",
            "ids_given",
            "unmatched_ids",
            "pattern_unmatched",
            "new_prediction",
            "sum_of_squares",
            "max_cost",
            "reruns",
            "judged_on",
            "waived_by",
            "adjusted_p",
            "side",
            "approver",
            "forgiven")) {
      assertThat(json).contains("\"" + key + "\"");
      assertThat(problems(json.replace("\"" + key + "\"", "\"other\""))).as(key).isNotEmpty();
    }
  }

  private static Set<?> problems(String json) throws Exception {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(Files.readString(CONF.resolve("result.schema.json")))
        .validate(json, InputFormat.JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"negative_flips\": 2,|\"negative_flips\": 3,|r: protected.groups[0].negative_flips contradicts the rest: golden: 2 negative flips are listed, of 3 the first 3 must be",
        "\"max_cost\": 5|\"max_cost\": -5|r: flip_costs.sum contradicts the rest: 187 negative flips of 10000 pairs cannot cost 260.5 (squares 580.25) with at most -5.0 each",
        "\"pattern_unmatched\": true|\"pattern_unmatched\": 1|r: protected.groups[1].pattern_unmatched is 1, not true or false",
        "\"2027-01-03\"|\"2027-13-03\"|r: gate.waivers[2].expires is \"2027-13-03\", not a day like 2026-01-31",
        "\"unused\"|\"useless\"|r: gate.waivers[2].state is \"useless\", not one of used, unused, expired",
        "\"lower\"|\"left\"|r: gate.findings[0].side is \"left\", not one of lower, upper, point",
      })
  void whatIsNotAsWrittenIsRefused(String from, String to, String problem) {
    String json = ResultJson.write(result());
    assertThat(json).contains(from);
    String damaged = json.replace(from, to);
    assertThat(catchThrowableOfType(ResultException.class, () -> ResultJson.read("r", damaged)))
        .hasMessage(problem);
  }

  @Test
  void everyRenderingNamesEveryWaiverThatWasUsed() {
    ComparisonResult result = result();
    String text = TextSummary.render(result, false, 1_000);
    assertThat(text)
        .contains(
            "Waiver used: golden: 7/a, 8/b (label was wrong; joe@example.com, until 2026-12-31).",
            "Waiver used: churn <= 0.05 where class_group=tops (new camera <b>; jane@example.com, until 2027-01-02).")
        .contains("Waivers were judged as of 2026-11-26 (UTC).")
        .doesNotContain("left over");
    assertThat(MarkdownReport.render(result))
        .contains(
            "Waiver used: golden",
            "Waiver used: churn",
            "joe@&#8203;example.com",
            "as of 2026-11-26")
        .doesNotContain("left over", "<b>");
    for (String page : List.of(GitHubSummary.render(result), PullRequestComment.render(result))) {
      assertThat(page).contains("Waiver used: golden", "Waiver used: churn", "as of 2026-11-26");
    }
    assertThat(JUnitXml.render(result))
        .contains("name=\"waiver_1\" value=\"Waiver used: golden: 7/a", "name=\"waiver_2\"")
        .contains("name=\"waiver_3\" value=\"Waivers were judged as of 2026-11-26 (UTC).\"")
        .doesNotContain("waiver_4");
    Exposed exposed = Exposed.parse(PrometheusText.render(result));
    assertThat(exposed.of("flipcheck_waiver_forgiven"))
        .extracting(sample -> sample.labels().get("waiver") + " " + sample.labels().get("state"))
        .containsExactly(
            "golden: 7/a, 8/b used",
            "churn <= 0.05 where class_group=tops used",
            "churn <= 0.07 unused");
    assertThat(exposed.of("flipcheck_finding_verdict"))
        .filteredOn(sample -> sample.labels().get("waived").equals("true"))
        .hasSize(1);
  }

  @Test
  void ofVeryManyWaiversTheOthersAreCounted() {
    ComparisonResult result = result();
    List<WaiverUse> uses =
        Collections.nCopies(3_000, new WaiverUse(OF_IDS, WaiverUse.State.USED, 1));
    ComparisonResult waived =
        result.withGate(
            new GateSection(
                "sha256:beef",
                new GateReport(
                    Verdict.FAIL,
                    result.gate().orElseThrow().report().findings(),
                    uses,
                    Optional.of(LocalDate.of(2026, 11, 26)))));

    for (ReportFormat format :
        List.of(
            ReportFormat.TEXT,
            ReportFormat.MARKDOWN,
            ReportFormat.GITHUB_SUMMARY,
            ReportFormat.PR_COMMENT)) {
      assertThat(format.render(waived)).contains("20 of 3,000 waivers that were used are named");
    }
    assertThat(JUnitXml.render(waived)).contains("100 of 3,000 waivers").contains("waiver_102");
    assertThat(Exposed.parse(PrometheusText.render(waived)).of("flipcheck_left_out"))
        .extracting(Exposed.Sample::value)
        .containsExactly(0.0, 0.0, 2_500.0);
  }

  @Test
  void waivedFindingsDoNotCountInRenderings() {
    Finding fails = Fixtures.finding("negative_flip_rate <= 0.01", Optional.empty(), Verdict.FAIL);
    Finding waived =
        new Finding(
            fails.rule(),
            fails.metric(),
            fails.slice(),
            fails.verdict(),
            Severity.FAIL,
            fails.value(),
            fails.low(),
            fails.high(),
            fails.limit(),
            fails.n(),
            fails.message(),
            Optional.empty(),
            List.of(OF_RULE));
    ComparisonResult result = Fixtures.withGate(Verdict.PASS, List.of(waived));

    assertThat(TextSummary.render(result, false, 1_000))
        .startsWith("PASS  forest-v2 may replace forest-v1: all that broke is waived.")
        .contains("WAIVED  negative_flip_rate <= 0.01 on all examples: fail.");
    assertThat(JUnitXml.render(result))
        .contains("failures=\"0\"", "skipped=\"1\"", "WAIVED: negative_flip_rate");
  }
}
