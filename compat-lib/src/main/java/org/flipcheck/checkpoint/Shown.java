package org.flipcheck.checkpoint;

/** Foreign text in messages: visible, and bounded. */
final class Shown {

  private static final int LONGEST = 200;

  private Shown() {}

  /** The text with control characters and unpaired surrogates escaped, cut where it is long. */
  static String text(String foreign) {
    StringBuilder shown = new StringBuilder();
    foreign
        .codePoints()
        .limit(LONGEST)
        .forEach(
            point -> {
              if (isOrdinary(point)) {
                shown.appendCodePoint(point);
              } else {
                shown.append("\\u%04x".formatted(point));
              }
            });
    return foreign.codePointCount(0, foreign.length()) > LONGEST ? shown + "…" : shown.toString();
  }

  /** Whether a text has only characters that a file and a terminal can take. */
  static boolean isOrdinary(String text) {
    return text.codePoints().allMatch(Shown::isOrdinary);
  }

  private static boolean isOrdinary(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL
        && type != Character.SURROGATE
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
