package org.flipcheck.spark;

import java.util.Locale;

/** The three tables of a comparison. The order is that of the rows of one id after the shuffle. */
public enum TableSide {
  /**
   * Labels, slices and weights kept apart from the predictions; their ids are the evaluation set.
   */
  LABELS,
  /** Predictions of the model in use. */
  OLD,
  /** Predictions of the candidate. */
  NEW;

  /**
   * The name used in options, messages and results.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
