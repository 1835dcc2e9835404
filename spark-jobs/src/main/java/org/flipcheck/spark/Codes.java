package org.flipcheck.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A dictionary of texts, and of tuples of them: the joint values of all slice columns. Code 0 is no
 * text, and the tuple of nothing but missing values. Grows with what is put in.
 */
final class Codes {

  static final int NONE = 0;

  private final int width;
  private final Map<String, Integer> textCodes = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final IntTuples tuples;
  private long characters;

  /**
   * An empty dictionary.
   *
   * @param width how many texts a tuple has
   */
  Codes(int width) {
    this.width = width;
    this.tuples = new IntTuples(width);
    clear();
  }

  void clear() {
    textCodes.clear();
    texts.clear();
    tuples.clear();
    characters = 0;
    texts.add(null);
    tuples.numberOf(new int[width]);
  }

  int width() {
    return width;
  }

  /** The code of a text, a new one where it has none; 0 for null. */
  int of(String text) {
    if (text == null) {
      return NONE;
    }
    Integer known = textCodes.get(text);
    if (known != null) {
      return known;
    }
    int code = texts.size();
    textCodes.put(text, code);
    texts.add(text);
    characters += text.length();
    return code;
  }

  /** The code of a tuple of codes, a new one where it has none; the array is read, not kept. */
  int ofTuple(int[] codes) {
    return tuples.numberOf(codes);
  }

  String text(int code) {
    return texts.get(code);
  }

  /** One text of a tuple, as its code. */
  int inTuple(int code, int i) {
    return tuples.get(code, i);
  }

  int texts() {
    return texts.size();
  }

  int tuples() {
    return tuples.size();
  }

  /** Characters of all texts. */
  long characters() {
    return characters;
  }
}
