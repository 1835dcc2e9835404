package org.flipcheck.gate;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name somebody meant. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * The name nearest to a word, if it is near enough to be meant. Case and the choice between
   * {@code -} and {@code _} do not count.
   *
   * @param word what was written
   * @param names what could have been written
   * @return the nearest name, the first of several equally near; empty if too much of the word
   *     would have to change (a third of a long one, half of a short one)
   */
  public static Optional<String> nearest(String word, Collection<String> names) {
    String plain = plain(word);
    int length = plain.length();
    int allowed = Math.max(1, Math.min(length / 2, Math.max(2, length / 3)));
    return names.stream()
        .filter(name -> distance(plain, plain(name)) <= allowed)
        .min(Comparator.comparingInt(name -> distance(plain, plain(name))));
  }

  /**
   * The end of a sentence about an unknown name.
   *
   * @param word what was written
   * @param names what could have been written
   * @return {@code did you mean 'max'?}, or all names where none is near
   */
  public static String remedy(String word, Collection<String> names) {
    return nearest(word, names)
        .map(name -> "did you mean '%s'?".formatted(name))
        .orElseGet(() -> "known are " + String.join(", ", names));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Edits (insert, delete, replace, or swap of neighbours) that make one word the other. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : step(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int step(int[][] edits, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(edits[i - 1][j - 1] + change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
