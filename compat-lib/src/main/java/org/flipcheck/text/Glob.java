package org.flipcheck.text;

import java.io.Serializable;

/**
 * A pattern of texts, such as ids or names of tensors: {@code *} stands for any number of
 * characters, {@code ?} for exactly one, and everything else for itself.
 *
 * @param pattern the pattern
 */
public record Glob(String pattern) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Whether a text has this form. Takes at most the product of both lengths in steps: no pattern
   * makes it slow.
   *
   * @param text any text
   * @return true if all of it fits all of the pattern
   */
  public boolean matches(String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        resume = in;
      } else if (at < pattern.length() && fits(pattern.charAt(at), text.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        // The last star takes one more character; earlier ones never need to.
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    return pattern.chars().skip(at).allMatch(c -> c == '*');
  }

  private static boolean fits(char wanted, char found) {
    return wanted == '?' || wanted == found;
  }
}
