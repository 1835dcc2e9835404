package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipGaps;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.SliceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RenderingTest {

  private static final String HOSTILE =
      "a|b`c`<script>alert(1)</script>\n## x\u0000\u001b[31m\u202e\ud800\uffff & *y* [z](u) __w__";

  private static final PairSummary CHURN_ONLY =
      new PairSummary(
          new Content(false, true, false, false),
          200,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(Ratio.of(31, 200, "there is no pair")));

  @ParameterizedTest
  @CsvSource({
    "0, 0%",
    "1, 100%",
    "0.0187, 1.87%",
    "0.5, 50.00%",
    "0.00001234, 0.001%",
    "0.99999, 99.999%",
    "0.99994, 99.99%",
    "1e-9, 0.0000001%"
  })
  void percentagesHaveEnoughDigits(double share, String text) {
    assertThat(Format.percent(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 points",
    "0.0125, +1.25 points",
    "-0.004, -0.40 points",
    "-0.0000002, -0.00002 points",
    "1, +100 points"
  })
  void pointsHaveASign(double difference, String text) {
    assertThat(Format.points(difference)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "64.9, 64.9", "123456, 123500", "0.000123456, 0.0001235", "2.41e-8, 2.41E-8"})
  void numbersHaveFourDigits(double value, String text) {
    assertThat(Format.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"123.56, +123.6", "8.4405, +8.4", "1.296, +1.3", "64, +64.0", "0.004, +0.004"})
  void excessHasOneDecimal(double value, String text) {
    assertThat(Format.excess(value)).isEqualTo(text);
  }

  @Test
  void textSummaryIsOneScreen() {
    assertThat(TextSummary.render(Fixtures.result(), false, 80))
        .isEqualTo(
            """
            FAIL  forest-v2 may not replace forest-v1: 1 of 3 limits is broken.
                  187 of 10,000 examples broke (forest-v1 got them right, forest-v2 gets
                  them wrong), and 312 were mended.
                  Rows left out: id is null (old 1, new 0), surplus identical duplicates
                  (old 3, new 2), unusable number (old 4, new 6), only on this side (old 5,
                  new 8), partner left out (old 6, new 4).
                  Of 10,009 matched pairs, 10,000 were judged; 7 could not be judged for
                  want of a label, grade or score, 2 left out because their two labels
                  differ.

              FAIL  negative_flip_rate <= 0.01 on all examples: fail.
              INCONCLUSIVE  churn <= 0.07 on all examples: inconclusive.
              WARN  churn <= 0.05 on class_group=tops: fail.

              both right             8,713  87.13%
              negative flips           187   1.87%  old right, new wrong
              positive flips           312   3.12%  old wrong, new right
              both wrong, same         641   6.41%  the same wrong answer
              both wrong, different    147   1.47%  another wrong answer

              negative flip rate         1.87%  95% interval 1.43% to 2.40%
              accuracy delta      +1.25 points  95% interval +0.92 to +1.65 points
              churn                      6.46%  95% interval 5.36% to 7.78%

              worst of 2 slices  examples  flips   rate  excess
              class_group=tops      3,000    121  4.03%   +64.9
            """);
  }

  @Test
  void textSummaryColoursTheVerdictAlone() {
    String plain = TextSummary.render(Fixtures.result(), false, 80);
    assertThat(TextSummary.render(Fixtures.result(), true, 80))
        .isEqualTo(plain.replaceFirst("FAIL", "\u001b[1;31mFAIL\u001b[0m"));
  }

  @Test
  void onASmallScreenTheReportSaysTheRest() {
    Why why =
        new Why(
            Optional.of(new FlipGaps(20, 67, 100, 0)),
            Optional.empty(),
            List.of(new Why.Confusion(Optional.of("a"), Optional.of("a"), Optional.of("b"), 187)));
    ComparisonResult result = Fixtures.result().withWhy(why);
    String full = TextSummary.render(result, false, 80);
    int lines = (int) full.lines().count();

    assertThat(TextSummary.render(result, false, 80, lines)).isEqualTo(full);
    assertThat(TextSummary.render(result, false, 80, lines - 1))
        .isEqualTo(full.substring(0, full.indexOf("\n  label ")))
        .contains("near the boundary");
    assertThat(TextSummary.render(result, false, 80, 5))
        .startsWith(full.substring(0, full.indexOf("  both right")))
        .contains("negative flip rate", "class_group=tops")
        .doesNotContain("near the boundary");
  }

  @Test
  void textSummaryObeysNoForeignText() {
    ComparisonResult result =
        Fixtures.named(
            HOSTILE,
            HOSTILE,
            List.of(Fixtures.slice(SliceKey.of("s", HOSTILE.repeat(20)), Fixtures.TOPS)));
    assertThat(TextSummary.render(result, false, 10))
        .doesNotContain("\u001b", "\u0000", "\u202e", "\n## x")
        .contains("\\u001b[31m\\u202e\\ud800\\uffff");
  }

  @Test
  void saysWhatAComparisonWithoutPolicyOrCorrectnessShows() {
    assertThat(TextSummary.render(Fixtures.bare(CHURN_ONLY), false, 200))
        .startsWith(
            """
            NOT JUDGED  No policy was given, so nothing was judged.
                        15.50% of the answers to 200 examples changed; without labels, nobody can say whether for the better.
            """)
        .endsWith("\n\n  churn  15.50%  95% interval 14.40% to 16.82%\n");
    PairSummary noAnswers = PairSummary.of(new FlipCounts(5, 0, 1, 2, OptionalLong.empty()));
    assertThat(TextSummary.render(Fixtures.bare(noAnswers), false, 200))
        .contains(
            "None of 8 examples broke, and 1 was mended.\n",
            "  both wrong      2  25.00%  answers unknown\n",
            "  churn                   undefined  whether two wrong answers agree is unknown: a side gives no answers\n");
    assertThat(MarkdownReport.render(Fixtures.bare(PairSummary.of(FlipCounts.ZERO))))
        .contains("No pair of predictions could be compared.", "undefined: no pair was judged");
  }

  @Test
  void headlineFollowsTheVerdict() {
    List<Finding> findings = Fixtures.findings();
    Finding other = Fixtures.finding("churn <= 0.5", Optional.empty(), Verdict.PASS);
    assertThat(Headline.judgement(Fixtures.withGate(Verdict.PASS, findings.subList(0, 1))))
        .isEqualTo("forest-v2 may replace forest-v1: the limit holds.");
    assertThat(
            Headline.judgement(
                Fixtures.withGate(Verdict.PASS, List.of(findings.get(0), other, findings.get(3)))))
        .isEqualTo("forest-v2 may replace forest-v1: all 2 limits hold.");
    assertThat(
            Headline.judgement(
                Fixtures.withGate(Verdict.PASS, List.of(findings.get(0), findings.get(0)))))
        .as("two slices of one rule")
        .isEqualTo("forest-v2 may replace forest-v1: the limit holds.");
    assertThat(
            Headline.judgement(
                Fixtures.withGate(Verdict.INCONCLUSIVE, List.of(findings.get(0), findings.get(2)))))
        .isEqualTo(
            "The data do not decide whether forest-v2 may replace forest-v1: 1 of 2 limits is open.");
    assertThat(Headline.judgement(Fixtures.withGate(Verdict.PASS, findings.subList(3, 4))))
        .isEqualTo("forest-v2 may replace forest-v1: every rule only warns.");
    assertThat(Headline.judgement(Fixtures.withGate(Verdict.INCONCLUSIVE, findings.subList(4, 5))))
        .isEqualTo(
            "The data do not decide whether forest-v2 may replace forest-v1: no rule could be judged. Of what is too small the largest is: churn <= 0.05 on class_group=(none): not_judged. Lower min_examples, or compare more examples.");
  }

  @Test
  void headlineCountsNeitherWaiversNorMissingPartnersAsLimits() {
    Finding holds = Fixtures.findings().get(0);
    Finding open = Fixtures.findings().get(2);
    Finding unmatched =
        Fixtures.finding("unmatched_share <= 0", Optional.empty(), Verdict.INCONCLUSIVE);
    Finding expired = Fixtures.finding("waiver of x", Optional.empty(), Verdict.FAIL);

    assertThat(
            Headline.judgement(Fixtures.withGate(Verdict.INCONCLUSIVE, List.of(unmatched, open))))
        .endsWith(": 1 of 1 limit is open, and too many examples have no partner.");
    assertThat(
            Headline.judgement(Fixtures.withGate(Verdict.INCONCLUSIVE, List.of(unmatched, holds))))
        .endsWith(" may replace forest-v1: too many examples have no partner.");
    assertThat(Headline.judgement(Fixtures.withGate(Verdict.FAIL, List.of(holds, expired))))
        .isEqualTo("forest-v2 may not replace forest-v1: 1 waiver has expired.");
    assertThat(
            Headline.judgement(
                Fixtures.withGate(
                    Verdict.FAIL, List.of(Fixtures.findings().get(1), holds, expired, expired))))
        .endsWith(": 1 of 2 limits is broken, and 2 waivers have expired.");
  }

  @Test
  void markdownTellsTheVerdictFirst() {
    String report = MarkdownReport.render(Fixtures.result());
    assertThat(report)
        .startsWith(
            """
            # Flipcheck: forest-v2 against forest-v1

            **FAIL**: forest-v2 may not replace forest-v1: 1 of 3 limits is broken.

            187 of 10,000 examples broke (forest-v1 got them right, forest-v2 gets them wrong), and 312 were mended.

            - **FAIL** negative_flip_rate &lt;= 0.01 on all examples: fail.
            - **INCONCLUSIVE** churn &lt;= 0.07 on all examples: inconclusive.
            - **WARN** churn &lt;= 0.05 on class_group=tops: fail.

            ## What became of the examples

            | Outcome | Examples | Share | Old and new |
            | --- | ---: | ---: | --- |
            | both right | 8,713 | 87.13% |  |
            | negative flips | 187 | 1.87% | old right, new wrong |
            """)
        .contains(
            "| negative_flip_rate | 1.87% | 1.43% to 2.40% | share of all examples that broke (NFR) |",
            "McNemar's test (exact): p = 2.41E-8; mid-p: 2.2E-8.",
            "5 findings: 1 FAIL, 1 INCONCLUSIVE, 1 WARN, 1 PASS, 1 not judged.",
            "Of 2 slices, 1 has more negative flips than the overall rate would give them.",
            "| class_group=tops | 3,000 | 121 | 4.03% | 3.59% to 4.56% | +64.9 |",
            "Noted: 12 with two labels that differ, 13 slice values that differ (the new side's counts), 14 weights that differ (the new side's counts).",
            "| - unusable number | 4 | 6 |\n",
            "| = matched | 10,009 | 10,009 |",
            "Run run-0042 of 2026-11-23T21:09:08.765Z, Flipcheck 0.1.0, rule equals, policy sha256:f00d.",
            "| old | forest-v1 | data/old.parquet | parquet | 10,028 | sha256:0a |",
            "## The same on classes the old model knew");
  }

  @Test
  void markdownObeysNoForeignText() {
    ComparisonResult result =
        Fixtures.named(
            HOSTILE, "v2", List.of(Fixtures.slice(SliceKey.of("s", HOSTILE), Fixtures.TOPS)));
    String report =
        MarkdownReport.render(
            result.withGate(
                new ComparisonResult.GateSection(
                    HOSTILE,
                    Fixtures.gate(
                        Verdict.FAIL,
                        List.of(
                            Fixtures.finding(
                                "churn <= 1" + HOSTILE,
                                Optional.of(SliceKey.of("s", HOSTILE)),
                                Verdict.FAIL))))));
    String shown =
        "a\\|b\\`c\\`&lt;script&gt;alert(1)&lt;/script&gt;\\\\n\\#\\# x\\\\u0000\\\\u001b\\[31m\\\\u202e\\\\ud800\\\\uffff &amp; \\*y\\* \\[z\\](u) \\_\\_w\\_\\_";
    assertThat(report)
        .contains("# Flipcheck: v2 against " + shown + "\n")
        .contains("| s=" + shown + " | 3,000 | 121 |")
        .doesNotContain("<", "\u0000", "\u001b", "\u202e", "\n## x");
    report
        .lines()
        .filter(line -> line.startsWith("| FAIL"))
        .forEach(
            line -> assertThat(line.replace("\\|", "").chars().filter(c -> c == '|')).hasSize(6));
  }

  @Test
  void markdownStaysBelowTheLimitOfGitHub() {
    List<Finding> findings = new ArrayList<>(Fixtures.findings());
    List<SliceResult> slices = new ArrayList<>();
    String name = ("<" + HOSTILE).repeat(100);
    for (int i = 0; i < 3000; i++) {
      SliceKey key = SliceKey.of("s", i + name);
      findings.add(Fixtures.finding("churn <= 0.09", Optional.of(key), Verdict.FAIL));
      slices.add(Fixtures.slice(key, Fixtures.TOPS));
    }
    ComparisonResult result = Fixtures.named(name, name, slices);
    String report =
        MarkdownReport.render(
            result.withGate(
                new ComparisonResult.GateSection("f", Fixtures.gate(Verdict.FAIL, findings))));
    assertThat(report.getBytes(StandardCharsets.UTF_8).length).isBetween(600_000, 1_000_000);
    assertThat(report)
        .contains(
            "3,005 findings: 3,001 FAIL, 1 INCONCLUSIVE, 1 WARN, 1 PASS, 1 not judged.",
            " of 3,005 findings are shown; result.json has the others.",
            "20 of 3,000 such slices are shown; result.json has the others.",
            "and 2,993 more, see Findings.");
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  @Test
  void junitHasOneCasePerFinding() {
    assertThat(JUnitXml.render(Fixtures.result()))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite name="flipcheck" tests="5" failures="2" errors="0" skipped="2" time="0" timestamp="2026-11-23T21:09:08">
                <properties>
                  <property name="run_id" value="run-0042"/>
                  <property name="old_model" value="forest-v1"/>
                  <property name="new_model" value="forest-v2"/>
                  <property name="tool_version" value="0.1.0"/>
                  <property name="verdict" value="FAIL"/>
                  <property name="findings_listed" value="5"/>
                  <property name="findings_total" value="5"/>
                </properties>
                <testcase classname="accuracy_delta &gt;= -0.005" name="accuracy_delta &gt;= -0.005" time="0">
                </testcase>
                <testcase classname="negative_flip_rate &lt;= 0.01" name="negative_flip_rate &lt;= 0.01" time="0">
                  <failure type="fail" message="negative_flip_rate &lt;= 0.01 on all examples: fail."/>
                </testcase>
                <testcase classname="churn &lt;= 0.07" name="churn &lt;= 0.07" time="0">
                  <failure type="inconclusive" message="churn &lt;= 0.07 on all examples: inconclusive."/>
                </testcase>
                <testcase classname="churn &lt;= 0.05" name="churn &lt;= 0.05 where class_group=tops" time="0">
                  <skipped message="WARN: churn &lt;= 0.05 on class_group=tops: fail."/>
                </testcase>
                <testcase classname="churn &lt;= 0.05" name="churn &lt;= 0.05 where class_group=(none)" time="0">
                  <skipped message="not judged: churn &lt;= 0.05 on class_group=(none): not_judged."/>
                </testcase>
              </testsuite>
            </testsuites>
            """);
  }

  @Test
  void junitSurvivesHostileNamesAndKeepsThemApart() throws Exception {
    Finding finding =
        Fixtures.finding("churn <= 0.1", Optional.of(SliceKey.of("s", HOSTILE)), Verdict.FAIL);
    Document document =
        parse(JUnitXml.render(Fixtures.withGate(Verdict.FAIL, Collections.nCopies(3, finding))));
    String name =
        "churn <= 0.1 where s=a|b`c`<script>alert(1)</script>\\n## x\\u0000\\u001b[31m\\u202e\\ud800\\uffff & *y* [z](u) __w__";
    assertThat(elements(document, "testcase"))
        .extracting(element -> element.getAttribute("name"))
        .containsExactly(name, name + " #2", name + " #3");
    assertThat(elements(document, "failure"))
        .extracting(element -> element.getAttribute("message"))
        .allMatch(message -> message.contains("<script>"));
  }

  @Test
  void junitSaysThatThereWasNoPolicy() throws Exception {
    Document document = parse(JUnitXml.render(Fixtures.bare(Fixtures.ALL)));
    assertThat(elements(document, "testcase")).hasSize(1);
    assertThat(elements(document, "skipped").get(0).getAttribute("message"))
        .isEqualTo("no policy was given, so nothing was judged");
  }

  @Test
  void junitKeepsTheGravestOfTooManyFindings() throws Exception {
    List<Finding> findings =
        new ArrayList<>(
            Collections.nCopies(
                20_000, Fixtures.finding("churn <= 0.1", Optional.empty(), Verdict.PASS)));
    findings.addAll(Fixtures.findings());
    Document document = parse(JUnitXml.render(Fixtures.withGate(Verdict.FAIL, findings)));
    assertThat(elements(document, "testcase")).hasSize(20_000);
    assertThat(elements(document, "failure")).hasSize(2);
    assertThat(elements(document, "property").get(6).getAttribute("value")).isEqualTo("20005");
  }

  @Test
  void everyMetricHasAUnit() {
    for (FlipMetric metric : FlipMetric.values()) {
      assertThat(Format.value(metric, 0.25)).isIn("25.00%", "+25.00 points", "0.25", "+0.25");
    }
  }
}
