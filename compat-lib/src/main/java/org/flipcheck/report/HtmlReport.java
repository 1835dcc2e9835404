package org.flipcheck.report;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * {@code report.html}: one page that says whether a release may ship, what broke, where, and which
 * examples. It is a single file that loads nothing; style and script stand in it, and a content
 * security policy keeps anything else from running. It reads without the script, which filters and
 * sorts the tables, and on paper.
 */
public final class HtmlReport {

  /** Foreign text can hold neither markup nor characters that a browser would obey. */
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .withEscaper(text -> Escapers.HTML.escape(Format.visible(text)))
          .strictSections(true)
          .withCollector(new Optionals())
          .withLoader(name -> new StringReader(PageAssets.resource(name + ".html")));

  private static final Template PAGE = COMPILER.compile(PageAssets.resource("report.html"));

  private HtmlReport() {}

  /** An optional value is a section that is there or not. */
  private static final class Optionals extends DefaultCollector {
    @Override
    public Iterator<?> toIterator(Object value) {
      return value instanceof Optional<?> optional
          ? optional.stream().iterator()
          : super.toIterator(value);
    }
  }

  /** A link to a section. */
  record Link(String id, String title) {}

  /** What the template tells; each section is made by the class that knows its subject. */
  record Page(
      String policy,
      String style,
      String script,
      List<Link> sections,
      VerdictSection verdict,
      Optional<TableSection> findings,
      Optional<SliceSection> slices,
      Optional<TableSection> found,
      Optional<TableSection> turns,
      Optional<WhySection> why,
      Optional<CandidateSection> candidates,
      Optional<TableSection> examples,
      TableSection ledger,
      Optional<TableSection> exceptions,
      MetricSection metrics,
      ProvenanceSection provenance) {}

  /**
   * Renders a comparison.
   *
   * @param result a finished comparison
   * @param examples examples of its flip table, or why there are none
   * @param candidates the models among which the new one was chosen; empty where it was not chosen
   * @return an HTML document, the last line ended
   */
  public static String render(
      ComparisonResult result, FlipExamples examples, Optional<Candidates> candidates) {
    Optional<TableSection> findings = FindingSection.of(result);
    Optional<SliceSection> slices = SliceSection.of(result);
    Optional<TableSection> found = FoundSection.of(result);
    Optional<TableSection> turns = TurnSection.of(result, examples);
    Optional<WhySection> why = WhySection.of(result, examples);
    Optional<CandidateSection> front = candidates.map(CandidateSection::of);
    Optional<TableSection> flipped = ExampleSection.of(result, examples);
    Optional<TableSection> exceptions = ExceptionSection.of(result);
    List<Link> links = new ArrayList<>();
    links.add(new Link("numbers", "Numbers"));
    findings.ifPresent(s -> links.add(new Link("findings", "Findings")));
    slices.ifPresent(s -> links.add(new Link("slices", "Where it broke")));
    found.ifPresent(s -> links.add(new Link("found", "Found slices")));
    turns.ifPresent(s -> links.add(new Link("turns", "What turned into what")));
    why.ifPresent(s -> links.add(new Link("why", "Margins and confidence")));
    front.ifPresent(s -> links.add(new Link("candidates", "Candidates")));
    flipped.ifPresent(s -> links.add(new Link("examples", "Examples")));
    links.add(new Link("ledger", "Ledger"));
    exceptions.ifPresent(s -> links.add(new Link("exceptions", "Exceptions")));
    links.add(new Link("metrics", "All metrics"));
    links.add(new Link("provenance", "Provenance"));
    return PAGE.execute(
        new Page(
            PageAssets.contentSecurityPolicy(),
            PageAssets.style(),
            PageAssets.script(),
            links,
            VerdictSection.of(result),
            findings,
            slices,
            found,
            turns,
            why,
            front,
            flipped,
            LedgerSection.of(result),
            exceptions,
            MetricSection.of(result),
            ProvenanceSection.of(result)));
  }
}
