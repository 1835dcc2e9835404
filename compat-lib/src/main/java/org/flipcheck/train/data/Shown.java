package org.flipcheck.train.data;

import java.util.List;

/** Foreign text in messages: visible, and bounded. */
final class Shown {

  private static final int LONGEST = 60;
  private static final int NAMED = 10;

  private Shown() {}

  /** A text in quotes, control characters spelled out, cut where it is long. */
  static String text(String foreign) {
    StringBuilder shown = new StringBuilder("'");
    foreign.codePoints().limit(LONGEST).forEach(point -> append(shown, point));
    boolean isCut = foreign.codePointCount(0, foreign.length()) > LONGEST;
    return shown.append(isCut ? "…'" : "'").toString();
  }

  private static void append(StringBuilder shown, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          shown.append("\\u%04x".formatted(point));
      default -> shown.appendCodePoint(point);
    }
  }

  /** The first of some names, and how many more there are. */
  static String names(List<String> names) {
    String first = String.join(", ", names.stream().limit(NAMED).toList());
    return names.size() > NAMED ? "%s and %d more".formatted(first, names.size() - NAMED) : first;
  }
}
