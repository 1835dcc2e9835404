package org.flipcheck.train.data;

import java.util.Locale;

/** What becomes of a row whose number is missing. */
public enum MissingNumbers {
  /** The data is refused. */
  REFUSE,
  /** The mean of the column in the training data takes its place, which is 0 once standardised. */
  MEAN;

  /**
   * The name in configurations and descriptions.
   *
   * @return in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
