package org.flipcheck.metrics;

/**
 * Intervals of scores whose ends are exact doubles: 1,024 between each power of two and the next,
 * so that ends are at most 0.1 % apart, for absolute values from 2^−20 to 2^20. Scores nearer to 0
 * share one interval of their sign, scores further away another. There are at most 81,924
 * intervals, and which one a score lies in depends on nothing but the score.
 *
 * <p>A bin with number i holds the scores from {@link #edge edge(i)}, inclusive, up to the edge of
 * the next bin: i is the leading 21 bits of a double behind its sign, as a whole number with that
 * sign. Since every score of a bin reaches its edge and no score below does, counts by bin give the
 * exact counts at each edge as a threshold.
 */
public final class ScoreBins {

  private static final int DROPPED_BITS = 42;

  /** Number of the bin from 2^−20 on. */
  private static final int SMALLEST = number(0x1p-20);

  /** Number of the bin from 2^20 on. */
  private static final int LARGEST = number(0x1p20);

  /** The first bin, of all scores below −2^20: it has no edge. */
  public static final int FIRST = -LARGEST - 1;

  /** The last bin, of all scores from 2^20 on. */
  public static final int LAST = LARGEST;

  private ScoreBins() {}

  private static int number(double positive) {
    return (int) (Double.doubleToRawLongBits(positive) >>> DROPPED_BITS);
  }

  /**
   * The bin of a score.
   *
   * @param score a finite number
   * @return from {@link #FIRST} to {@link #LAST}; greater scores never have smaller bins
   */
  public static int of(double score) {
    if (score >= 0x1p-20) {
      return Math.min(LARGEST, number(score));
    }
    if (score >= 0) {
      return 0;
    }
    if (score >= -0x1p-20) {
      return -SMALLEST;
    }
    // An edge is in the bin that begins with it, so below 0 the number is rounded away from 0.
    return Math.max(FIRST, -1 - number(Math.nextDown(-score)));
  }

  /**
   * The least score of a bin.
   *
   * @param bin a number that {@link #of} can give, not {@link #FIRST}
   * @return an exact double
   */
  public static double edge(int bin) {
    double edge = Double.longBitsToDouble((long) Math.abs(bin) << DROPPED_BITS);
    return bin < 0 ? -edge : edge;
  }

  /**
   * The bin below another.
   *
   * @param bin a bin's number
   * @return the number of the next lower bin; less than {@link #FIRST} below the first
   */
  public static int below(int bin) {
    if (bin == SMALLEST) {
      return 0;
    }
    return bin == 0 ? -SMALLEST : bin - 1;
  }
}
