package org.flipcheck.gate;

import java.io.Serializable;

/**
 * A pattern of ids: {@code *} stands for any number of characters, {@code ?} for exactly one, and
 * everything else for itself. Several id columns are joined by tabs.
 *
 * @param pattern the pattern
 */
public record IdGlob(String pattern) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Whether an id has this form. Takes at most the product of both lengths in steps: no pattern
   * makes it slow.
   *
   * @param id the id; several columns joined by tabs
   * @return true if all of the id fits all of the pattern
   */
  public boolean matches(String id) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < id.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        resume = in;
      } else if (at < pattern.length() && fits(pattern.charAt(at), id.charAt(in))) {
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
