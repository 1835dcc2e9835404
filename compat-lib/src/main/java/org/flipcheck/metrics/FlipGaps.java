package org.flipcheck.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Negative flips by the gap |p_old(y) − p_new(y)| between the probabilities that the two models
 * give the label y: type I flips are near the boundary, type II flips are confident (METHODS §2,
 * after the ModelAnalyzer of Yan et al., "Positive-Congruent Training", CVPR 2021).
 *
 * @param near type I: a gap of at most {@link #NEAR_LIMIT}
 * @param between a gap between the limits
 * @param confident type II: a gap of at least {@link #CONFIDENT_LIMIT}
 * @param unknown flips of which a probability is not known
 */
public record FlipGaps(long near, long between, long confident, long unknown) {

  /** The largest gap of a flip that is near the boundary. */
  public static final double NEAR_LIMIT = 0.1;

  /** The smallest gap of a confident flip. */
  public static final double CONFIDENT_LIMIT = 0.5;

  /** 0.9 − 0.8 and 0.8 − 0.7 are one gap to people, and not to doubles. */
  private static final double ROUNDING = 1e-12;

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public FlipGaps {
    if (near < 0 || between < 0 || confident < 0 || unknown < 0) {
      throw new IllegalArgumentException(
          "a count is negative: near %d, between %d, confident %d, unknown %d"
              .formatted(near, between, confident, unknown));
    }
  }

  /**
   * All flips, whatever their gap.
   *
   * @return the negative flips
   */
  public long total() {
    return Math.addExact(Math.addExact(near, between), Math.addExact(confident, unknown));
  }

  /** Where the gap of a flip lies. */
  public enum Kind {
    /** At most {@link #NEAR_LIMIT}: type I. */
    NEAR,
    /** Between the limits. */
    BETWEEN,
    /** At least {@link #CONFIDENT_LIMIT}: type II. */
    CONFIDENT,
    /** A probability is not known. */
    UNKNOWN;

    /**
     * The kind of a flip; the limits belong to the outer kinds, and a gap within 1e-12 of one is on
     * it.
     *
     * @param oldProbability p_old(y), or NaN where it is not known
     * @param newProbability p_new(y), or NaN where it is not known
     * @return its kind
     */
    public static Kind of(double oldProbability, double newProbability) {
      double gap = Math.abs(oldProbability - newProbability);
      if (Double.isNaN(gap)) {
        return UNKNOWN;
      }
      if (gap <= NEAR_LIMIT + ROUNDING) {
        return NEAR;
      }
      return gap >= CONFIDENT_LIMIT - ROUNDING ? CONFIDENT : BETWEEN;
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
     * Reads a {@link #key()} back.
     *
     * @param key a name as files have it
     * @return the kind, or empty when none has that name
     */
    public static Optional<Kind> fromKey(String key) {
      return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }
  }
}
