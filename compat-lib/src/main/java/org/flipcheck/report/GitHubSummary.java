package org.flipcheck.report;

/**
 * The summary of a step of GitHub Actions: the report with its details folded. GitHub drops a
 * summary above 1,024 KiB; this stays under 1,000,000 bytes, so that a step may add lines of its
 * own.
 */
public final class GitHubSummary {

  private static final int MAX_BYTES = 1_000_000;
  private static final int MAX_FINDINGS = 1_000;
  private static final int FINDINGS_BYTES = 500_000;
  private static final int MAX_SLICES = 50;
  private static final int SLICES_BYTES = 100_000;

  private GitHubSummary() {}

  /**
   * Renders a result.
   *
   * @param result a finished comparison
   * @return GitHub-flavoured Markdown to be stored as UTF-8
   */
  public static String render(ComparisonResult result) {
    return new GitHubPage(result, MAX_BYTES)
        .verdict()
        .waivers()
        .section(MarkdownReport::numbers)
        .section(report -> report.findings(MAX_FINDINGS, FINDINGS_BYTES))
        .section(report -> report.worstSlices(MAX_SLICES, SLICES_BYTES))
        .folded("What became of the examples", MarkdownReport::examples)
        .folded("All metrics", MarkdownReport::allMetrics)
        .folded("Inputs and provenance", MarkdownReport::provenance)
        .toString();
  }
}
