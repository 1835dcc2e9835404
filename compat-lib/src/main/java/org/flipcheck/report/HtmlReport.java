package org.flipcheck.report;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** What the template tells; each section is made by the class that knows its subject. */
  record Page(
      String policy,
      String style,
      String script,
      VerdictSection verdict,
      List<PageSection> sections,
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
    List<PageSection> sections =
        Stream.of(
                FindingSection.of(result),
                SliceSection.of(result),
                FoundSection.of(result),
                TurnSection.of(result, examples),
                WhySection.of(result, examples),
                candidates.map(CandidateSection::of),
                ExampleSection.of(result, examples),
                Optional.of(LedgerSection.of(result)),
                ExceptionSection.of(result),
                Optional.of(MetricSection.of(result)))
            .flatMap(Optional::stream)
            .toList();
    return PAGE.execute(
        new Page(
            PageAssets.contentSecurityPolicy(),
            PageAssets.style(),
            PageAssets.script(),
            VerdictSection.of(result),
            sections,
            ProvenanceSection.of(result)));
  }
}
