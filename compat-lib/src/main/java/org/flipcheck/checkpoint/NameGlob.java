package org.flipcheck.checkpoint;

/**
 * A pattern for names of tensors: {@code *} stands for any text, dots too, {@code ?} for one
 * character, everything else for itself.
 *
 * @param pattern the pattern
 */
public record NameGlob(String pattern) {

  /**
   * Whether the whole name fits.
   *
   * @param name the name of a tensor
   * @return true if it does
   */
  public boolean matches(String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        // The last star takes one character more; earlier stars never need to be tried again.
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(c -> c == '*');
  }
}
