package org.flipcheck.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** GitHub-flavoured Markdown being written: escaped text, and tables within a budget of bytes. */
final class Markdown {

  private static final String ESCAPED = "\\`*[]|~$#!";

  /** A space without width: Markdown shows nothing, and takes what it parts for two words. */
  private static final String NOTHING = "&#8203;";

  /** The schemes GitHub makes links of unasked. */
  private static final Pattern LINKED = Pattern.compile("(?i)(https?|ftp)$");

  private final StringBuilder out = new StringBuilder();

  /**
   * Foreign text as inline Markdown that shows exactly that text and does nothing.
   *
   * @param text anything
   * @param maxLength longer text is cut
   * @return one line that is safe in paragraphs and table cells
   */
  static String escape(String text, int maxLength) {
    String shown = Format.ellipsis(Format.visible(text), maxLength);
    StringBuilder safe = new StringBuilder(shown.length());
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c == '<') {
        safe.append("&lt;");
      } else if (c == '>') {
        safe.append("&gt;");
      } else if (c == '&') {
        safe.append("&amp;");
      } else if (c == '.' && shown.startsWith("www", i - 3)) {
        safe.append(NOTHING).append(c);
      } else if (ESCAPED.indexOf(c) >= 0 || (c == '_' && !isInsideWord(shown, i))) {
        safe.append('\\').append(c);
      } else {
        safe.append(c);
      }
      if (isTrigger(shown, i)) {
        safe.append(NOTHING);
      }
    }
    return safe.toString();
  }

  /** Whether GitHub would notify somebody or make a link, if nothing came after this character. */
  private static boolean isTrigger(String text, int at) {
    if (at == text.length() - 1) {
      return false;
    }
    char next = text.charAt(at + 1);
    return switch (text.charAt(at)) {
      case '@' -> Character.isLetterOrDigit(next); // a person, a team, an address
      case '#' -> Character.isDigit(next); // an issue
      case '-' -> Character.isDigit(next) && text.regionMatches(true, at - 2, "GH", 0, 2);
      case ':' -> next == '/' && LINKED.matcher(text.substring(0, at)).find();
      default -> false;
    };
  }

  /** An underline inside a word never means emphasis. */
  private static boolean isInsideWord(String text, int at) {
    return at > 0
        && at < text.length() - 1
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }

  Markdown heading(String title) {
    return block("## " + title);
  }

  /** Adds a block of finished Markdown, set off by a blank line. */
  Markdown block(String markdown) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
    out.append(markdown).append('\n');
    return this;
  }

  /**
   * Adds a table.
   *
   * @param columns titles; one that starts with {@code >} is aligned to the right
   * @param rows finished cells
   * @param maxBytes rows that would exceed this are left out
   * @return how many rows were written
   */
  int table(List<String> columns, Iterable<List<String>> rows, int maxBytes) {
    String titles =
        columns.stream()
            .map(title -> title.startsWith(">") ? title.substring(1) : title)
            .collect(Collectors.joining(" | ", "| ", " |"));
    String[] rules = new String[columns.size()];
    Arrays.setAll(rules, i -> columns.get(i).startsWith(">") ? "---:" : "---");
    block(titles);
    out.append("| ").append(String.join(" | ", rules)).append(" |\n");
    int written = 0;
    int bytes = 0;
    for (List<String> row : rows) {
      String line = "| " + String.join(" | ", row) + " |\n";
      bytes += line.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > maxBytes) {
        break;
      }
      out.append(line);
      written++;
    }
    return written;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
