package org.flipcheck.train.data;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one file: the first problems in full, the rest counted. */
final class Problems {

  private static final int SHOWN = 10;

  private final String what;
  private final List<String> shown = new ArrayList<>();
  private long more;

  /** Problems of a file or folder. */
  Problems(Object what) {
    this.what = what.toString();
  }

  /** Records a sentence that begins with the place. */
  void add(String problem) {
    if (shown.size() < SHOWN) {
      shown.add(problem);
    } else {
      more++;
    }
  }

  /** Records what is wrong with the whole file. */
  void addOfAll(String problem) {
    add(what + ": " + problem);
  }

  boolean isEmpty() {
    return shown.isEmpty();
  }

  /** All there is to tell. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>(shown);
    if (more > 0) {
      sentences.add("%s: and %d more problems of this kind".formatted(what, more));
    }
    return sentences;
  }
}
