package org.flipcheck.report;

import java.util.List;

/** Text for a terminal of some width: paragraphs and tables. */
abstract class TextPage {

  private static final int MIN_WIDTH = 60;

  final StringBuilder out = new StringBuilder();
  final int width;

  /** A page of so many columns; less than 60 is taken as 60. */
  TextPage(int width) {
    this.width = Math.max(MIN_WIDTH, width);
  }

  /** Writes columns, each as wide as its widest cell; {@code r} in the layout aligns right. */
  final void table(String layout, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      out.append('\n');
    }
    int[] widths = new int[layout.length()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        boolean right = layout.charAt(i) == 'r';
        line.append("  ").append(right ? padding + row.get(i) : row.get(i) + padding);
      }
      line(line.toString());
    }
  }

  /** Writes a text, broken between words, after a first line's start that is already formatted. */
  final void paragraph(String start, String indent, String text) {
    StringBuilder line = new StringBuilder(start);
    // Colour codes take no room.
    int used = start.startsWith("\u001b") ? indent.length() : start.length();
    boolean atStart = true;
    for (String word : Format.visible(text).split(" ", -1)) {
      if (!atStart && used + 1 + word.length() > width) {
        line(line.toString());
        line = new StringBuilder(indent);
        used = indent.length();
        atStart = true;
      }
      line.append(atStart ? "" : " ").append(word);
      used += word.length() + (atStart ? 0 : 1);
      atStart = false;
    }
    line(line.toString());
  }

  final void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }
}
