package org.flipcheck.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a search corrects its p-values for the number of slices that it tested. */
public enum SearchCorrection {
  /** {@link Multiplicity#holm}: holds down the chance of even one false finding. */
  HOLM,
  /** {@link Multiplicity#benjaminiHochberg}: holds down the share of false ones among them. */
  BENJAMINI_HOCHBERG;

  /**
   * The name in settings and results.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The correction of a name.
   *
   * @param key what {@link #key} gives
   * @return empty where there is none of that name
   */
  public static Optional<SearchCorrection> of(String key) {
    return Arrays.stream(values()).filter(correction -> correction.key().equals(key)).findFirst();
  }

  /** The adjusted p-values, in their places. */
  double[] adjust(double[] pValues) {
    return switch (this) {
      case HOLM -> Multiplicity.holm(pValues);
      case BENJAMINI_HOCHBERG -> Multiplicity.benjaminiHochberg(pValues);
    };
  }
}
