package org.flipcheck.report;

/**
 * A comment on a pull request: the verdict first, then what a reviewer needs. GitHub refuses a
 * comment above 65,536 characters; this stays under 60,000 bytes, so that a workflow may add lines
 * of its own.
 */
public final class PullRequestComment {

  /**
   * The first line, which GitHub does not show: by it a workflow finds the comment of its last run,
   * to replace it instead of adding another one.
   */
  public static final String MARKER = "<!-- flipcheck-pr-comment -->";

  private static final int MAX_BYTES = 60_000;
  private static final int MAX_FINDINGS = 20;
  private static final int FINDINGS_BYTES = 25_000;
  private static final int MAX_SLICES = 10;
  private static final int SLICES_BYTES = 10_000;

  private PullRequestComment() {}

  /**
   * Renders a result.
   *
   * @param result a finished comparison
   * @return GitHub-flavoured Markdown to be stored as UTF-8
   */
  public static String render(ComparisonResult result) {
    return new GitHubPage(result, MAX_BYTES)
        .add(MARKER + "\n")
        .verdict()
        .waivers()
        .section(MarkdownReport::numbers)
        .section(report -> report.findings(MAX_FINDINGS, FINDINGS_BYTES))
        .folded("Worst slices", report -> report.worstSlices(MAX_SLICES, SLICES_BYTES))
        .origin()
        .toString();
  }
}
