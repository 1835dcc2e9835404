package org.flipcheck.gate;

import java.util.Locale;

/**
 * How the claim that some slice of an {@code each} rule fails is corrected for the number of
 * slices. That every slice keeps its limit is an intersection-union claim and needs no correction.
 */
public enum Correction {
  /** Bounds the chance that any slice fails by luck (Holm 1979). */
  HOLM("Holm"),
  /** Bounds the expected share of lucky failures among the failures (Benjamini, Hochberg 1995). */
  BENJAMINI_HOCHBERG("Benjamini-Hochberg"),
  /** Judges each slice as if it were the only one. */
  NONE("none");

  private final String title;

  Correction(String title) {
    this.title = title;
  }

  /**
   * The name used in files.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The name people use.
   *
   * @return a proper name
   */
  public String title() {
    return title;
  }
}
