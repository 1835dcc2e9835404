package org.flipcheck.gate;

import java.util.Locale;

/** What a gate says about a rule or a release. */
public enum Verdict {
  /** The interval's bad end is within the limit. */
  PASS,
  /** The interval's good end is beyond the limit. */
  FAIL,
  /** The limit lies inside the interval, or there is no value: the data do not decide. */
  INCONCLUSIVE,
  /** Fewer examples than the rule's {@code min_examples}: listed, and of no effect. */
  NOT_JUDGED;

  /**
   * The name used in files.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
