package org.flipcheck.spark;

import java.util.Locale;

/** The three tables of a comparison. The codes order the rows of one id after the shuffle. */
public enum TableSide {
  /**
   * Labels, slices and weights kept apart from the predictions; their ids are the evaluation set.
   */
  LABELS(0),
  /** Predictions of the model in use. */
  OLD(1),
  /** Predictions of the candidate. */
  NEW(2);

  private final int code;

  TableSide(int code) {
    this.code = code;
  }

  /** The number that stands for the side inside the shuffle. */
  int code() {
    return code;
  }

  /** The side of a {@link #code()}. */
  static TableSide ofCode(int code) {
    return switch (code) {
      case 0 -> LABELS;
      case 1 -> OLD;
      default -> NEW;
    };
  }

  /**
   * The name used in options, messages and results.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
