package org.flipcheck.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The forms in which a result is told; each is a function of the result, {@link #HTML} of what else
 * is at hand too.
 */
public enum ReportFormat {
  /** {@link TextSummary}, without colours. */
  TEXT,
  /** {@link MarkdownReport}. */
  MARKDOWN,
  /** {@link HtmlReport}. */
  HTML,
  /** {@link JUnitXml}. */
  JUNIT,
  /** {@link GitHubSummary}. */
  GITHUB_SUMMARY,
  /** {@link PullRequestComment}. */
  PR_COMMENT,
  /** {@link PrometheusText}. */
  PROMETHEUS;

  private static final int TEXT_WIDTH = 100;

  /**
   * The name used on the command line.
   *
   * @return the constant's name in lower case, with {@code -} for {@code _}
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * All names.
   *
   * @return the key of each constant, in their order
   */
  public static List<String> keys() {
    return Arrays.stream(values()).map(ReportFormat::key).toList();
  }

  /**
   * Reads a {@link #key()} back.
   *
   * @param key a name as the command line has it
   * @return the format, or empty when no format has that name
   */
  public static Optional<ReportFormat> fromKey(String key) {
    return Arrays.stream(values()).filter(format -> format.key().equals(key)).findFirst();
  }

  /**
   * Renders a result alone.
   *
   * @param result a finished comparison
   * @return text to be stored as UTF-8, its last line ended
   */
  public String render(ComparisonResult result) {
    return render(result, Beside.NOTHING);
  }

  /**
   * Renders a result.
   *
   * @param result a finished comparison
   * @param beside what {@link #HTML} shows beside the result
   * @return text to be stored as UTF-8, its last line ended
   */
  public String render(ComparisonResult result, Beside beside) {
    return switch (this) {
      case TEXT -> TextSummary.render(result, false, TEXT_WIDTH);
      case MARKDOWN -> MarkdownReport.render(result);
      case HTML -> HtmlReport.render(result, beside.examples(), beside.candidates());
      case JUNIT -> JUnitXml.render(result);
      case GITHUB_SUMMARY -> GitHubSummary.render(result);
      case PR_COMMENT -> PullRequestComment.render(result);
      case PROMETHEUS -> PrometheusText.render(result);
    };
  }
}
