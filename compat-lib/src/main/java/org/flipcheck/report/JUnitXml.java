package org.flipcheck.report;

import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;
import org.flipcheck.report.ComparisonResult.GateSection;

/**
 * {@code junit.xml}: findings as test cases, for build servers.
 *
 * <p>A broken limit is a {@code failure} of type {@code fail}. An undecided one is a {@code
 * failure} of type {@code inconclusive}: it stops a release as well, and an {@code error} would say
 * that something could not be read. Warnings and what was not judged are {@code skipped}, with the
 * reason, so that they are seen and stop nothing. So is everything that the exit code forgives.
 *
 * <p>There is a failure if and only if the exit code is not 0: a verdict that no finding bears has
 * a test case of its own.
 */
public final class JUnitXml {

  /** Build servers refuse huge reports (GitLab above 30 MB); the gravest findings are kept. */
  private static final int MAX_CASES = 20_000;

  private static final int MAX_BYTES = 25_000_000;
  private static final int NAME = 500;
  private static final int SENTENCE = 2_000;
  private static final int MAX_WAIVERS = 100;

  /** What a test case takes beside its texts, and an upper bound of what a character takes. */
  private static final int CASE_BYTES = 200;

  private static final int CHARACTER_BYTES = 6;

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final String GATE = "gate";
  private static final String PASSED = "passed";
  private static final String FAILURE = "failure";
  private static final String SKIPPED = "skipped";

  private final ComparisonResult result;
  private final XMLStreamWriter xml;
  private final UniqueNames names = new UniqueNames();

  /** One test case; the outcome is the element that says so. */
  private record Case(String className, String name, String outcome, String type, String message) {}

  private JUnitXml(ComparisonResult result, XMLStreamWriter xml) {
    this.result = result;
    this.xml = xml;
  }

  /**
   * Renders a result. Without a policy there is one skipped test case that says so.
   *
   * @param result a finished comparison
   * @return an XML 1.0 document to be stored as UTF-8
   */
  public static String render(ComparisonResult result) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      new JUnitXml(result, xml).document();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML could not be written to memory", e);
    }
    return out.toString();
  }

  private void document() throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    line(0);
    xml.writeStartElement("testsuites");
    suite();
    line(0);
    xml.writeEndElement();
    line(0);
    xml.writeEndDocument();
  }

  private void suite() throws XMLStreamException {
    List<Finding> all = result.gate().map(gate -> gate.report().findings()).orElse(List.of());
    List<Finding> listed = listed(all);
    List<Case> cases = new ArrayList<>(listed.stream().map(this::testCase).toList());
    cases.addAll(casesOfTheGate(cases));
    line(1);
    xml.writeStartElement("testsuite");
    attribute("name", "flipcheck");
    attribute("tests", cases.size());
    attribute("failures", count(cases, FAILURE));
    attribute("errors", 0);
    attribute("skipped", count(cases, SKIPPED));
    attribute("time", 0);
    attribute("timestamp", TIMESTAMP.format(result.run().createdAt()));
    properties(listed.size(), all.size());
    for (Case each : cases) {
      write(each);
    }
    if (listed.size() < all.size()) {
      line(2);
      xml.writeStartElement("system-out");
      xml.writeCharacters(
          "Showing %s of %s, the gravest first: %s. result.json has the others."
              .formatted(
                  Format.count(listed.size()),
                  Format.count(all.size(), "finding"),
                  Headline.totals(Headline.gravestFirst(result))));
      xml.writeEndElement();
    }
    line(1);
    xml.writeEndElement();
  }

  private static long count(List<Case> cases, String outcome) {
    return cases.stream().filter(each -> each.outcome().equals(outcome)).count();
  }

  /** All findings in the order of the policy, or the gravest of too many. */
  private List<Finding> listed(List<Finding> all) {
    if (all.size() <= MAX_CASES && all.stream().mapToLong(JUnitXml::bytes).sum() <= MAX_BYTES) {
      return all;
    }
    List<Finding> gravest = Headline.gravestFirst(result);
    int kept = 0;
    long bytes = 0;
    while (kept < Math.min(MAX_CASES, gravest.size())) {
      bytes += bytes(gravest.get(kept));
      if (bytes > MAX_BYTES) {
        break;
      }
      kept++;
    }
    return gravest.subList(0, kept);
  }

  /** An upper bound of what a finding takes. */
  private static long bytes(Finding finding) {
    int slice = finding.slice().map(where -> where.toString().length()).orElse(0);
    int name = Math.min(NAME, finding.rule().length() + slice);
    int rule = Math.min(NAME, finding.rule().length());
    int message = Math.min(SENTENCE, finding.message().length());
    return CASE_BYTES + (long) CHARACTER_BYTES * (name + rule + message);
  }

  /** What is true of the gate as a whole, and no finding says. */
  private List<Case> casesOfTheGate(List<Case> findings) {
    if (result.gate().isEmpty()) {
      String reason = "no policy was given, so nothing was judged";
      return List.of(new Case(GATE, "policy", SKIPPED, "", reason));
    }
    List<Case> cases = new ArrayList<>();
    Headline.notice(result)
        .ifPresent(notice -> cases.add(new Case(GATE, "enforcement", SKIPPED, "", notice)));
    GateSection gate = result.gate().get();
    if (gate.exitCode() != Enforcement.PASSES && count(findings, FAILURE) == 0) {
      String type = gate.report().verdict().key();
      cases.add(new Case(GATE, "verdict", FAILURE, type, Headline.judgement(result)));
    }
    return cases;
  }

  private void properties(int listed, int total) throws XMLStreamException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("run_id", result.run().id());
    properties.put("old_model", result.inputs().oldModel().name());
    properties.put("new_model", result.inputs().newModel().name());
    properties.put("tool_version", result.run().toolVersion());
    properties.put("verdict", Headline.verdict(result));
    properties.put("findings_listed", Integer.toString(listed));
    properties.put("findings_total", Integer.toString(total));
    List<String> waivers = WaiverText.of(result, MAX_WAIVERS);
    for (int i = 0; i < waivers.size(); i++) {
      properties.put("waiver_" + (i + 1), waivers.get(i));
    }
    line(2);
    xml.writeStartElement("properties");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      line(3);
      xml.writeEmptyElement("property");
      attribute("name", property.getKey());
      attribute("value", UniqueNames.bounded(property.getValue(), NAME));
    }
    line(2);
    xml.writeEndElement();
  }

  private Case testCase(Finding finding) {
    String where = finding.slice().map(slice -> " where " + slice).orElse("");
    String name = finding.rule() + where;
    if (finding.verdict() == Verdict.PASS) {
      return new Case(finding.rule(), name, PASSED, "", "");
    }
    if (result.gate().orElseThrow().enforcement().stops(finding)) {
      return new Case(finding.rule(), name, FAILURE, finding.verdict().key(), finding.message());
    }
    String reason = Headline.label(finding) + ": " + finding.message();
    return new Case(finding.rule(), name, SKIPPED, "", reason);
  }

  private void write(Case each) throws XMLStreamException {
    line(2);
    xml.writeStartElement("testcase");
    attribute("classname", UniqueNames.bounded(each.className(), NAME));
    // Readers ignore a second test case of one name.
    attribute("name", names.next(UniqueNames.bounded(each.name(), NAME)));
    attribute("time", 0);
    if (!each.outcome().equals(PASSED)) {
      line(3);
      xml.writeEmptyElement(each.outcome());
      if (!each.type().isEmpty()) {
        attribute("type", each.type());
      }
      attribute("message", Format.ellipsis(Format.visible(each.message()), SENTENCE));
    }
    line(2);
    xml.writeEndElement();
  }

  private void attribute(String name, long value) throws XMLStreamException {
    attribute(name, Long.toString(value));
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, Format.visible(value));
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
