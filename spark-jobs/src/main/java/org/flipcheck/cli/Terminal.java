package org.flipcheck.cli;

import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.TextSummary;

/** What is known about the terminal; the launcher tells what Java cannot see. */
final class Terminal {

  private static final int DEFAULT_WIDTH = 100;
  private static final int BELOW = 7;

  private Terminal() {}

  /** Whether standard output is a terminal that takes colours; an empty NO_COLOR says nothing. */
  static boolean hasColour() {
    String refused = System.getenv("NO_COLOR");
    return Boolean.getBoolean("flipcheck.stdout.tty") && (refused == null || refused.isEmpty());
  }

  /** Whether standard error is a terminal, where progress may be shown. */
  static boolean showsProgress() {
    return Boolean.getBoolean("flipcheck.stderr.tty");
  }

  static int width() {
    return Integer.getInteger("flipcheck.columns", DEFAULT_WIDTH);
  }

  /** The summary, which leaves room on a screen for where the files are and for the prompt. */
  static String summary(ComparisonResult result) {
    int height = Integer.getInteger("flipcheck.lines", Integer.MAX_VALUE);
    return TextSummary.render(result, hasColour(), width(), height - BELOW);
  }

  /** What programs print and ids hold must not command the terminal. */
  static String visible(String text) {
    return text.replaceAll("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]", "?");
  }
}
