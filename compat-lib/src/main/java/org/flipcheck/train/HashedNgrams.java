package org.flipcheck.train;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a text into numbers without learning anything from other texts: runs of one to {@code
 * words} words, and runs of {@code shortest} to {@code longest} letters within each word, each
 * hashed to one of {@code dimensions} places. So an old and a new model see a text alike, whatever
 * words came in between.
 *
 * <p>A text is normalised (NFKC), put into lower case, and split where neither letters nor marks
 * nor digits stand. Letter runs see a word between the marks {@code <} and {@code >}. A feature
 * that occurs counts once, as +1 or −1 after its hash, so that features which meet in one place
 * cancel rather than add up in expectation; then the vector is scaled to length 1.
 *
 * <p>K. Weinberger et al. (2009), <i>Feature hashing for large scale multitask learning</i>, ICML,
 * doi:10.1145/1553374.1553516. The hash is FNV-1a of 64 bits over UTF-8, its bits mixed once more
 * by the finaliser of MurmurHash3, since FNV's low bits alone are too regular.
 *
 * @param dimensions length of the vector, at least 1
 * @param words the longest run of words, at least 1
 * @param shortest the shortest run of letters, at least 1
 * @param longest the longest run of letters; below {@code shortest} for none
 */
public record HashedNgrams(int dimensions, int words, int shortest, int longest) {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public HashedNgrams {
    if (dimensions < 1 || words < 1 || shortest < 1) {
      throw new IllegalArgumentException(
          "dimensions, words and shortest are %d, %d and %d, each must be at least 1"
              .formatted(dimensions, words, shortest));
    }
  }

  /**
   * The vector of a text.
   *
   * @param text any
   * @return a vector of {@link #dimensions} values and length 1; of zeros if the text has no word
   */
  public SparseVector of(String text) {
    TreeMap<Integer, Float> sums = new TreeMap<>();
    for (String feature : features(text).stream().distinct().toList()) {
      long hash = hash(feature);
      float sign = hash < 0 ? -1 : 1;
      sums.merge((int) ((hash & Long.MAX_VALUE) % dimensions), sign, Float::sum);
    }
    return SparseVector.ofLengthOne(sums);
  }

  /** The features of a text, with their repetitions; a prefix tells words from letters. */
  List<String> features(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher =
        WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    List<String> features = new ArrayList<>();
    for (int first = 0; first < tokens.size(); first++) {
      for (int end = first + 1; end <= Math.min(tokens.size(), first + words); end++) {
        features.add("w:" + String.join(" ", tokens.subList(first, end)));
      }
    }
    tokens.forEach(token -> addLetterRuns('<' + token + '>', features));
    return features;
  }

  private void addLetterRuns(String token, List<String> features) {
    int[] letters = token.codePoints().toArray();
    for (int length = shortest; length <= longest; length++) {
      for (int start = 0; start + length <= letters.length; start++) {
        features.add("c:" + new String(letters, start, length));
      }
    }
  }

  private static long hash(String feature) {
    long hash = FNV_OFFSET;
    for (byte part : feature.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ Byte.toUnsignedLong(part)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
