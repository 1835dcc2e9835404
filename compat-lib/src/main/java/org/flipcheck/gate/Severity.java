package org.flipcheck.gate;

import java.util.Locale;

/** Whether a finding counts for the verdict. */
public enum Severity {
  /** It decides. */
  FAIL,
  /** It is shown, and never changes the verdict. */
  WARN;

  /**
   * The name used in files.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
