package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Enforcement.OnInconclusive;
import org.flipcheck.gate.Verdict;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A verdict that does not stop the build is told as it is, and so is that it does not. */
class AdvisoryTest {

  private static ComparisonResult judged(
      Verdict verdict, OnInconclusive onInconclusive, boolean advisory) {
    return Fixtures.result()
        .withGate(
            new GateSection(
                "sha256:f00d",
                Fixtures.gate(verdict, Fixtures.findings()),
                new Enforcement(onInconclusive, advisory)));
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void everyRenderingSaysSo(ReportFormat format) {
    String said = format.render(judged(Verdict.FAIL, OnInconclusive.INCONCLUSIVE, true));

    assertThat(said).contains("FAIL");
    if (format == ReportFormat.PROMETHEUS) {
      assertThat(said).contains("\nflipcheck_advisory{old=\"forest-v1\",new=\"forest-v2\"} 1\n");
    } else {
      assertThat(said.replaceAll("\\s+", " "))
          .contains(
              "ADVISORY: this verdict does not stop the build, because --advisory was given: the exit code is 0 instead of 1.");
    }
    assertThat(format.render(Fixtures.result())).doesNotContain("ADVISORY");
  }

  @Test
  void theTerminalIsToldAfterTheVerdict() {
    assertThat(
            TextSummary.render(judged(Verdict.FAIL, OnInconclusive.INCONCLUSIVE, true), false, 80))
        .startsWith(
            """
            FAIL  forest-v2 may not replace forest-v1: 1 of 3 limits is broken.
                  *** ADVISORY: this verdict does not stop the build, because --advisory was
                  given: the exit code is 0 instead of 1. ***
                  187 of 10,000 examples broke""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INCONCLUSIVE | INCONCLUSIVE | true  | ADVISORY: this verdict does not stop the build, because --advisory was given: the exit code is 0 instead of 3.",
        "INCONCLUSIVE | FAIL         | true  | ADVISORY: this verdict does not stop the build, because --advisory was given: the exit code is 0 instead of 1.",
        "INCONCLUSIVE | PASS         | true  | ADVISORY: no verdict stops the build, because --advisory was given.",
        "PASS         | INCONCLUSIVE | true  | ADVISORY: no verdict stops the build, because --advisory was given.",
        "INCONCLUSIVE | PASS         | false | NOTE: inconclusive counts as a pass here, because --on-inconclusive pass was given: the exit code is 0.",
        "INCONCLUSIVE | FAIL         | false | NOTE: inconclusive counts as a failure here, because --on-inconclusive fail was given: the exit code is 1.",
        "INCONCLUSIVE | INCONCLUSIVE | false | ",
        "FAIL         | PASS         | false | ",
        "PASS         | FAIL         | false | "
      })
  void theNoticeNamesTheExitCode(
      Verdict verdict, OnInconclusive onInconclusive, boolean advisory, String notice) {
    assertThat(Headline.notice(judged(verdict, onInconclusive, advisory)).orElse(null))
        .isEqualTo(notice);
  }

  @Test
  void theResultKeepsTheVerdictAndWhatItMeans() throws Exception {
    ComparisonResult advisory = judged(Verdict.INCONCLUSIVE, OnInconclusive.FAIL, true);
    String json = ResultJson.write(advisory);

    assertThat(json)
        .contains(
            """
                "verdict": "inconclusive",
                "on_inconclusive": "fail",
                "advisory": true,
                "exit_code": 0,
            """);
    assertThat(ResultJson.read("result.json", json)).isEqualTo(advisory);
  }

  @Test
  void aResultFromBeforeIsEnforcedInFull() throws Exception {
    String before =
        ResultJson.write(Fixtures.result())
            .replaceAll("\\s+\"(on_inconclusive|advisory|exit_code)\": [^\n]+", "");

    assertThat(before).doesNotContain("exit_code");
    assertThat(ResultJson.read("result.json", before)).isEqualTo(Fixtures.result());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"exit_code\": 1     | \"exit_code\": 0      | gate.exit_code is 0, but verdict, on_inconclusive and advisory give 1",
        "\"advisory\": false  | \"advisory\": true    | gate.exit_code is 1, but verdict, on_inconclusive and advisory give 0",
        "\"advisory\": false  | \"advisory\": \"no\"  | gate.advisory is \"no\", not true or false",
        "\"exit_code\": 1     | \"exit_code\": \"1\"  | gate.exit_code is \"1\", not a count (a whole number, 0 or more)",
        "\"on_inconclusive\": \"inconclusive\" | \"on_inconclusive\": \"warn\" | gate.on_inconclusive is \"warn\", not one of pass, fail, inconclusive"
      })
  void aJudgementThatContradictsItselfIsRefused(String right, String wrong, String message) {
    String json = ResultJson.write(Fixtures.result());
    assertThat(json).contains(right);

    assertThatThrownBy(() -> ResultJson.read("result.json", json.replace(right, wrong)))
        .isInstanceOf(ResultException.class)
        .hasMessage("result.json: " + message);
  }
}
