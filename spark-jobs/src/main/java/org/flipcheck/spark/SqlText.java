package org.flipcheck.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query as it was written.
 *
 * @param sql its text
 * @param name what messages call it, such as the file it is from; empty for the command line's
 */
record SqlText(String sql, String name) {

  /** Longer lines are cut around the place that is shown. */
  private static final int SHOWN = 90;

  private static final int SHOWN_BEFORE = 60;

  /** What is no part of a statement: quoted text, quoted names and comments may hold anything. */
  private static final Pattern OPAQUE =
      Pattern.compile(
          // Possessive, for long texts would else use up the stack.
          "'(?:[^'\\\\]++|\\\\.|'')*+'|\"(?:[^\"\\\\]++|\\\\.|\"\")*+\"|`(?:[^`]++|``)*+`|--[^\\n]*|/\\*.*?\\*/",
          Pattern.DOTALL);

  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

  static boolean isBlank(String sql) {
    return COMMENT.matcher(sql).replaceAll(" ").replace(';', ' ').isBlank();
  }

  /** Whether something stands behind a semicolon. */
  boolean isSeveral() {
    String plain = OPAQUE.matcher(sql).replaceAll(m -> m.group().startsWith("'") ? "x" : " ");
    return plain.strip().replaceFirst("[;\\s]+$", "").contains(";");
  }

  /** The word the statement begins with, in capitals. */
  String firstWord() {
    Matcher word = WORD.matcher(COMMENT.matcher(sql).replaceAll(" "));
    return word.find() ? word.group().toUpperCase(java.util.Locale.ROOT) : "this";
  }

  /** A problem of the whole text. */
  String located(String problem) {
    return name.isEmpty() ? problem : name + ": " + problem;
  }

  /**
   * A problem of a place, with the line and a caret under the place.
   *
   * @param line from 1
   * @param column from 0
   * @param length characters that are meant, at least 1
   */
  String located(String problem, int line, int column, int length) {
    String place = "line %d, column %d".formatted(line, column + 1);
    return "%s%s: %s%n%s"
        .formatted(
            name.isEmpty() ? "" : name + ", ", place, problem, excerpt(line, column, length));
  }

  private String excerpt(int line, int column, int length) {
    String text = sql.lines().skip(line - 1L).findFirst().orElse("").replace('\t', ' ');
    int from = text.length() <= SHOWN ? 0 : Math.max(0, column - SHOWN_BEFORE);
    int to = Math.min(text.length(), from + SHOWN);
    String shown =
        (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
    int at = column - from + (from > 0 ? 1 : 0);
    int carets = Math.max(1, Math.min(length, to - column));
    return "      %s%n      %s%s".formatted(shown, " ".repeat(Math.max(0, at)), "^".repeat(carets));
  }

  /** The line of a position in the text, from 1. */
  int lineOf(int index) {
    return (int) sql.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
  }

  /** The column of a position in the text, from 0. */
  int columnOf(int index) {
    return index - (sql.lastIndexOf('\n', index - 1) + 1);
  }
}
