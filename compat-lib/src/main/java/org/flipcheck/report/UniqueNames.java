package org.flipcheck.report;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.flipcheck.text.Sha256;

/**
 * Names for machines that refuse long or strange ones, or a second thing of one name. What is cut
 * carries a hash of the whole, so that it is called the same in the next run.
 */
final class UniqueNames {

  private static final int HASH_DIGITS = 8;

  private final Map<String, Integer> given = new HashMap<>();

  /**
   * Foreign text, visible and bounded.
   *
   * @param text anything
   * @param maxLength longer text is cut, and ends in a hash of all of it
   * @return text without control characters or unpaired surrogates
   */
  static String bounded(String text, int maxLength) {
    String shown = Format.visible(text);
    if (shown.length() <= maxLength) {
      return shown;
    }
    byte[] digest = Sha256.digest().digest(shown.getBytes(StandardCharsets.UTF_8));
    String hash = " " + HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    return Format.ellipsis(shown, maxLength - hash.length()) + hash;
  }

  /** The name, or {@code name #2} and so on where it was given before. */
  String next(String name) {
    int times = given.merge(name, 1, Integer::sum);
    return times == 1 ? name : next("%s #%d".formatted(name, times));
  }
}
