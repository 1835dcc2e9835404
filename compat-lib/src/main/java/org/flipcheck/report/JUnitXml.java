package org.flipcheck.report;

import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.flipcheck.gate.Finding;
import org.flipcheck.gate.Verdict;

/**
 * {@code junit.xml}: findings as test cases, for build servers.
 *
 * <p>A broken limit is a {@code failure} of type {@code fail}. An undecided one is a {@code
 * failure} of type {@code inconclusive}: it stops a release as well, and an {@code error} would say
 * that something could not be read. Warnings and what was not judged are {@code skipped}, with the
 * reason, so that they are seen and stop nothing.
 */
public final class JUnitXml {

  /** Build servers refuse huge reports; the gravest findings are kept. */
  private static final int MAX_CASES = 20_000;

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final ComparisonResult result;
  private final XMLStreamWriter xml;
  private final Map<String, Integer> names = new HashMap<>();

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
    List<Finding> cases = cases();
    boolean judged = result.gate().isPresent();
    line(1);
    xml.writeStartElement("testsuite");
    attribute("name", "flipcheck");
    attribute("tests", judged ? cases.size() : 1);
    attribute("failures", cases.stream().filter(f -> outcome(f).equals("failure")).count());
    attribute("errors", 0);
    attribute(
        "skipped", judged ? cases.stream().filter(f -> outcome(f).equals("skipped")).count() : 1);
    attribute("time", 0);
    attribute("timestamp", TIMESTAMP.format(result.run().createdAt()));
    properties(cases.size());
    for (Finding finding : cases) {
      testCase(finding);
    }
    if (!judged) {
      start("gate", "policy");
      element("skipped", "", "no policy was given, so nothing was judged");
      end();
    }
    line(1);
    xml.writeEndElement();
  }

  /** All findings in the order of the policy, or the gravest of too many. */
  private List<Finding> cases() {
    List<Finding> all = result.gate().map(gate -> gate.report().findings()).orElse(List.of());
    if (all.size() <= MAX_CASES) {
      return all;
    }
    return Headline.gravestFirst(result).subList(0, MAX_CASES);
  }

  private void properties(int listed) throws XMLStreamException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("run_id", result.run().id());
    properties.put("old_model", result.inputs().oldModel().name());
    properties.put("new_model", result.inputs().newModel().name());
    properties.put("tool_version", result.run().toolVersion());
    properties.put("verdict", Headline.verdict(result));
    properties.put("findings_listed", Integer.toString(listed));
    properties.put(
        "findings_total",
        Integer.toString(result.gate().map(g -> g.report().findings().size()).orElse(0)));
    List<String> waivers = Headline.waivers(result);
    for (int i = 0; i < waivers.size(); i++) {
      properties.put("waiver_" + (i + 1), waivers.get(i));
    }
    line(2);
    xml.writeStartElement("properties");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      line(3);
      xml.writeEmptyElement("property");
      attribute("name", property.getKey());
      attribute("value", property.getValue());
    }
    line(2);
    xml.writeEndElement();
  }

  private void testCase(Finding finding) throws XMLStreamException {
    String where = finding.slice().map(slice -> " where " + slice).orElse("");
    start(finding.rule(), finding.rule() + where);
    String outcome = outcome(finding);
    if (outcome.equals("failure")) {
      element(outcome, finding.verdict().key(), finding.message());
    } else if (outcome.equals("skipped")) {
      element(outcome, "", Headline.label(finding) + ": " + finding.message());
    }
    end();
  }

  private static String outcome(Finding finding) {
    if (finding.verdict() == Verdict.PASS) {
      return "passed";
    }
    boolean counts = finding.counts() && finding.verdict() != Verdict.NOT_JUDGED;
    return counts ? "failure" : "skipped";
  }

  private void start(String className, String name) throws XMLStreamException {
    line(2);
    xml.writeStartElement("testcase");
    attribute("classname", className);
    attribute("name", unique(Format.visible(name)));
    attribute("time", 0);
  }

  private void end() throws XMLStreamException {
    line(2);
    xml.writeEndElement();
  }

  private void element(String name, String type, String message) throws XMLStreamException {
    line(3);
    xml.writeEmptyElement(name);
    if (!type.isEmpty()) {
      attribute("type", type);
    }
    attribute("message", message);
  }

  /** Readers ignore a second test case of one name. */
  private String unique(String name) {
    int times = names.merge(name, 1, Integer::sum);
    return times == 1 ? name : unique("%s #%d".formatted(name, times));
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
