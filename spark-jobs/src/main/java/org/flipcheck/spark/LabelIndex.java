package org.flipcheck.spark;

import java.io.Serializable;
import java.util.HashMap;

/** Which class of a model's logits a label is: the one whose arg-max would be that answer. */
final class LabelIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The index of a label that is no class. */
  static final int NONE = -1;

  private final HashMap<String, Integer> named;

  /**
   * The classes of one model.
   *
   * @param classes their names, or null where answers are indices
   */
  LabelIndex(ClassNames classes) {
    this.named = classes == null ? null : new HashMap<>();
    for (int i = 0; classes != null && i < classes.size(); i++) {
      named.putIfAbsent(classes.nameOf(Integer.toString(i)).orElseThrow(), i);
    }
  }

  /** The index of a label's class, or {@link #NONE}; it may be beyond the logits of a row. */
  int of(String label) {
    if (named != null) {
      return named.getOrDefault(label, NONE);
    }
    try {
      int index = Integer.parseInt(label);
      // As answers are texts, 007 is not the class 7.
      return index >= 0 && Integer.toString(index).equals(label) ? index : NONE;
    } catch (NumberFormatException e) {
      return NONE;
    }
  }
}
