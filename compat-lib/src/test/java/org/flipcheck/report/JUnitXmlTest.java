package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Enforcement.OnInconclusive;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitXmlTest {

  private static final int GITLAB_BYTES = 30_000_000;

  private static Element suite(ComparisonResult result) throws Exception {
    byte[] utf8 = JUnitXml.render(result).getBytes(StandardCharsets.UTF_8);
    assertThat(utf8.length).isLessThan(GITLAB_BYTES);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Element root =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(utf8)).getDocumentElement();
    List<Element> suites = children(root);
    assertThat(suites).hasSize(1);
    return suites.get(0);
  }

  private static List<Element> children(Element parent) {
    NodeList nodes = parent.getChildNodes();
    List<Element> children = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  private static List<Element> cases(Element suite) {
    return children(suite).stream().filter(e -> e.getTagName().equals("testcase")).toList();
  }

  private static long having(Element suite, String outcome) {
    return cases(suite).stream()
        .flatMap(testCase -> children(testCase).stream())
        .filter(element -> element.getTagName().equals(outcome))
        .count();
  }

  private static void checkTotals(Element suite) {
    assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(cases(suite).size()));
    assertThat(suite.getAttribute("failures")).isEqualTo(Long.toString(having(suite, "failure")));
    assertThat(suite.getAttribute("skipped")).isEqualTo(Long.toString(having(suite, "skipped")));
    assertThat(suite.getAttribute("errors")).isEqualTo("0");
    assertThat(cases(suite)).extracting(e -> e.getAttribute("name")).doesNotHaveDuplicates();
  }

  private static ComparisonResult judged(
      Verdict verdict, List<Finding> findings, Enforcement enforcement) {
    return Fixtures.result()
        .withGate(new GateSection("f", Fixtures.gate(verdict, findings), enforcement));
  }

  private static Stream<Arguments> everyJudgement() {
    List<Arguments> all = new ArrayList<>();
    for (Verdict release : List.of(Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE)) {
      for (OnInconclusive onInconclusive : OnInconclusive.values()) {
        for (boolean advisory : new boolean[] {false, true}) {
          all.add(Arguments.of(release, new Enforcement(onInconclusive, advisory)));
        }
      }
    }
    return all.stream();
  }

  /** Findings that bear the verdict, and warnings and unjudged ones of every kind beside them. */
  private static List<Finding> findingsOf(Verdict release) {
    List<Finding> findings = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      findings.add(Fixtures.warning(Fixtures.finding("churn <= 0.1", Optional.empty(), verdict)));
    }
    findings.add(Fixtures.finding("churn <= 0.2", Optional.empty(), Verdict.NOT_JUDGED));
    findings.add(Fixtures.finding("churn <= 0.3", Optional.empty(), release));
    if (release == Verdict.FAIL) {
      findings.add(Fixtures.finding("churn <= 0.4", Optional.empty(), Verdict.INCONCLUSIVE));
    }
    return findings;
  }

  @ParameterizedTest
  @MethodSource("everyJudgement")
  void aFailureIsThereIfAndOnlyIfTheExitCodeIsNotZero(Verdict release, Enforcement enforcement)
      throws Exception {
    ComparisonResult result = judged(release, findingsOf(release), enforcement);
    Element suite = suite(result);

    checkTotals(suite);
    assertThat(having(suite, "failure") > 0)
        .isEqualTo(result.gate().orElseThrow().exitCode() != Enforcement.PASSES);
  }

  @ParameterizedTest
  @MethodSource("everyJudgement")
  void aVerdictThatNoFindingBearsHasACaseOfItsOwn(Verdict release, Enforcement enforcement)
      throws Exception {
    List<Finding> unjudged =
        List.of(Fixtures.finding("churn <= 0.2", Optional.empty(), Verdict.NOT_JUDGED));
    ComparisonResult result = judged(release, unjudged, enforcement);
    Element suite = suite(result);

    checkTotals(suite);
    assertThat(having(suite, "failure"))
        .isEqualTo(result.gate().orElseThrow().exitCode() == Enforcement.PASSES ? 0 : 1);
  }

  @Test
  void advisoryForgivesAndSaysSo() throws Exception {
    Enforcement advisory = new Enforcement(OnInconclusive.INCONCLUSIVE, true);
    Element suite = suite(judged(Verdict.FAIL, Fixtures.findings(), advisory));

    checkTotals(suite);
    assertThat(having(suite, "failure")).isZero();
    assertThat(cases(suite).stream().flatMap(each -> children(each).stream()))
        .extracting(skipped -> skipped.getAttribute("message"))
        .contains(
            "FAIL: negative_flip_rate <= 0.01 on all examples: fail.",
            "INCONCLUSIVE: churn <= 0.07 on all examples: inconclusive.",
            "ADVISORY: this verdict does not stop the build, because --advisory was given: the exit code is 0 instead of 1.");
  }

  @Test
  void hostileNamesAreLegalUniqueAndBounded() throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (String name : HostileNames.all()) {
      findings.add(
          Fixtures.finding("churn <= 0.1", Optional.of(SliceKey.of("s", name)), Verdict.FAIL));
    }
    Element suite = suite(judged(Verdict.FAIL, findings, Enforcement.FULL));

    checkTotals(suite);
    assertThat(cases(suite))
        .hasSameSizeAs(findings)
        .allSatisfy(each -> assertThat(each.getAttribute("name").length()).isLessThan(510))
        .extracting(each -> each.getAttribute("name"))
        .contains(
            "churn <= 0.1 where s=\ud83d\ude00",
            "churn <= 0.1 where s=a\\nb",
            "churn <= 0.1 where s=a\\nb #2",
            "churn <= 0.1 where s=&amp;&#0;&#x110000;");
  }

  /** Every character of the planes' odd corners, and some of the rest. */
  private static int step(int codePoint) {
    boolean odd = codePoint < 0x3000 || (codePoint > 0xd700 && codePoint < 0x10100);
    return odd || (codePoint & 0xffff) > 0xfff0 ? 1 : 11;
  }

  @Test
  void everyCharacterIsLegal() throws Exception {
    StringBuilder everything = new StringBuilder();
    List<Finding> findings = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += step(c)) {
      everything.appendCodePoint(c);
      if (everything.length() > 70) {
        SliceKey slice = SliceKey.of("s", everything.toString());
        findings.add(Fixtures.finding("churn <= 0.1", Optional.of(slice), Verdict.FAIL));
        everything.setLength(0);
      }
    }
    Element suite = suite(judged(Verdict.FAIL, findings, Enforcement.FULL));

    checkTotals(suite);
    assertThat(cases(suite)).hasSameSizeAs(findings).hasSizeGreaterThan(400);
  }

  @Test
  void aCutNameIsTheSameInEveryRun() {
    String name = UniqueNames.bounded("x".repeat(1_000), 100);
    assertThat(name)
        .hasSize(100)
        .isEqualTo(UniqueNames.bounded("x".repeat(1_000), 100))
        .isNotEqualTo(UniqueNames.bounded("x".repeat(1_001), 100))
        .matches("x{90}… [0-9a-f]{8}");
  }

  @Test
  void hugeReportsKeepTheGravestAndTellTheTotals() throws Exception {
    List<Finding> findings = new ArrayList<>();
    String huge = "<\">".repeat(700);
    for (int i = 0; i < 5_000; i++) {
      SliceKey slice = SliceKey.of("s", i + huge);
      findings.add(Fixtures.finding("churn <= 0.1", Optional.of(slice), Verdict.PASS));
    }
    findings.addAll(
        Collections.nCopies(2, Fixtures.finding("churn <= 0.05", Optional.empty(), Verdict.FAIL)));
    Element suite = suite(judged(Verdict.FAIL, findings, Enforcement.FULL));

    checkTotals(suite);
    int listed = cases(suite).size();
    assertThat(listed).isBetween(1_000, 4_999);
    assertThat(having(suite, "failure")).isEqualTo(2);
    Element last = children(suite).get(children(suite).size() - 1);
    assertThat(last.getTagName()).isEqualTo("system-out");
    assertThat(last.getTextContent())
        .isEqualTo(
            "Showing %s of 5,002 findings, the gravest first: 2 FAIL, 5,000 PASS. result.json has the others."
                .formatted(Format.count(listed)));
  }
}
