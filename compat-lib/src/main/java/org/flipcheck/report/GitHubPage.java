package org.flipcheck.report;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.Run;

/**
 * What GitHub shows of a result, made of the report's sections. GitHub refuses a text that is too
 * long, so a section goes in whole or not at all, the most important ones first.
 */
final class GitHubPage {

  private static final int SENTENCE = 500;
  private static final int NAME = 100;
  private static final int MAX_WAIVERS = 20;

  /** Room for the sentence that tells of sections left out. */
  private static final int RESERVE = 200;

  private final ComparisonResult result;
  private final int maxBytes;
  private final StringBuilder out = new StringBuilder();
  private int bytes;
  private int leftOut;

  /**
   * An empty page.
   *
   * @param maxBytes most bytes it may have in UTF-8, and so most characters as well
   */
  GitHubPage(ComparisonResult result, int maxBytes) {
    this.result = result;
    this.maxBytes = maxBytes;
  }

  /** Adds finished Markdown, set off by a blank line, if there is room for it. */
  GitHubPage add(String markdown) {
    String section = (out.isEmpty() ? "" : "\n") + markdown;
    int size = section.getBytes(StandardCharsets.UTF_8).length;
    if (markdown.isEmpty()) {
      return this;
    }
    if (bytes + size > maxBytes - RESERVE) {
      leftOut++;
      return this;
    }
    out.append(section);
    bytes += size;
    return this;
  }

  /** Adds a section of the report. */
  GitHubPage section(Consumer<MarkdownReport> section) {
    return add(MarkdownReport.section(result, section));
  }

  /** Adds a section of the report that opens when it is clicked. */
  GitHubPage folded(String title, Consumer<MarkdownReport> section) {
    String markdown = MarkdownReport.section(result, section);
    return add(
        markdown.isEmpty()
            ? ""
            : "<details><summary>%s</summary>\n\n%s\n</details>\n".formatted(title, markdown));
  }

  private static String sentence(String foreign) {
    return Markdown.escape(foreign, SENTENCE);
  }

  /** Adds the verdict, what it means for the build, and what happened. */
  GitHubPage verdict() {
    String verdict = Headline.verdict(result);
    String sign =
        switch (verdict) {
          case "PASS" -> "✅";
          case "FAIL" -> "❌";
          case "INCONCLUSIVE" -> "⚠️";
          default -> "ℹ️";
        };
    Markdown head = new Markdown().heading("%s Flipcheck: %s".formatted(sign, verdict));
    head.block("**%s**".formatted(sentence(Headline.judgement(result))));
    Headline.notice(result)
        .ifPresent(notice -> head.block("> ⚠️ **%s**".formatted(sentence(notice))));
    head.block(sentence(Headline.story(result)));
    return add(head.toString());
  }

  /** Adds the waivers that were needed. */
  GitHubPage waivers() {
    WaiverText.of(result, MAX_WAIVERS).forEach(line -> add(sentence(line) + "\n"));
    return this;
  }

  /** Adds one line that says which run this is of. */
  GitHubPage origin() {
    Run run = result.run();
    String policy =
        result.gate().map(GateSection::policyFingerprint).map(", policy "::concat).orElse("");
    return add(
        "<sub>Run %s of %s, Flipcheck %s%s.</sub>\n"
            .formatted(
                Markdown.escape(run.id(), NAME),
                run.createdAt(),
                Markdown.escape(run.toolVersion(), NAME),
                Markdown.escape(policy, NAME)));
  }

  @Override
  public String toString() {
    return leftOut == 0
        ? out.toString()
        : "%s\n%s had no room here; result.json has everything.\n"
            .formatted(out, Format.count(leftOut, "section"));
  }
}
