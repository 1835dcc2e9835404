package org.flipcheck.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is counted of pairs that a threshold judges, to tell why they flip and what another
 * threshold of the new model would give. All counts are whole numbers and add up: pairs may be
 * split and merged anyhow.
 *
 * <p>Memory is bounded by {@link ScoreBins}: 64 kB for each power of two that scores lie between,
 * 5.3 MB at most.
 */
public final class ThresholdCounts {

  /** Whether the truth of a pair is the positive class. */
  public enum Truth {
    /** The label is {@code true} or 1. */
    POSITIVE(0),
    /** The label is {@code false} or 0. */
    NEGATIVE(1),
    /** There is no label. */
    MISSING(2),
    /** The label is none of two classes. */
    OTHER(3);

    private static final Truth[] BY_CODE = values();

    private final int code;

    Truth(int code) {
      this.code = code;
    }

    /**
     * What a label says.
     *
     * @param label a label in the form of {@link Answers}, or null
     * @return the truth
     */
    public static Truth of(String label) {
      if (label == null) {
        return MISSING;
      }
      return Answers.truth(label).map(yes -> yes ? POSITIVE : NEGATIVE).orElse(OTHER);
    }

    /**
     * A small number that stands for it.
     *
     * @return from 0 to 3
     */
    public int code() {
      return code;
    }

    /**
     * Reads a {@link #code()} back.
     *
     * @param code from 0 to 3
     * @return its truth
     */
    public static Truth ofCode(int code) {
      return BY_CODE[code];
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
     * @return the truth, or empty when none has that name
     */
    public static Optional<Truth> fromKey(String key) {
      return Arrays.stream(BY_CODE).filter(truth -> truth.key().equals(key)).findFirst();
    }
  }

  /** Takes counts over, one call for each that is not 0. */
  public interface Receiver {
    /**
     * Flips by their cause.
     *
     * @param negative whether they are negative flips
     * @param thresholdMoved whether they flip only because the thresholds differ
     * @param n how many, ≥ 0
     */
    void addFlips(boolean negative, boolean thresholdMoved, long n);

    /**
     * Pairs as they are judged now.
     *
     * @param truth what their labels say
     * @param oldRight whether the old score passes
     * @param newRight whether the new score passes
     * @param n how many, ≥ 0
     */
    void addPairs(Truth truth, boolean oldRight, boolean newRight, long n);

    /**
     * Pairs whose new score lies in one bin.
     *
     * @param truth what their labels say
     * @param oldRight whether the old score passes
     * @param bin a number of {@link ScoreBins}
     * @param n how many, ≥ 0
     */
    void addBin(Truth truth, boolean oldRight, int bin, long n);
  }

  private static final int TRUTHS = Truth.BY_CODE.length;
  private static final int PER_BIN = 2 * TRUTHS;
  private static final int PAGE_BITS = 10;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int PAGES = ((ScoreBins.LAST - ScoreBins.FIRST) >> PAGE_BITS) + 1;

  private final long[] flips = new long[4];
  private final long[] pairs = new long[2 * PER_BIN];
  private final long[][] bins = new long[PAGES][];

  private final class Adder implements Receiver {
    @Override
    public void addFlips(boolean negative, boolean thresholdMoved, long n) {
      add(flips, flipsAt(negative, thresholdMoved), n);
    }

    @Override
    public void addPairs(Truth truth, boolean oldRight, boolean newRight, long n) {
      add(pairs, pairsAt(truth, oldRight, newRight), n);
    }

    @Override
    public void addBin(Truth truth, boolean oldRight, int bin, long n) {
      add(page(bin), binAt(truth, oldRight, bin), n);
    }

    private void add(long[] counts, int at, long n) {
      counts[at] = Math.addExact(counts[at], n);
    }
  }

  private static int flipsAt(boolean negative, boolean thresholdMoved) {
    return (negative ? 0 : 2) + (thresholdMoved ? 1 : 0);
  }

  private static int pairsAt(Truth truth, boolean oldRight, boolean newRight) {
    return 4 * truth.code() + (oldRight ? 2 : 0) + (newRight ? 1 : 0);
  }

  private static int binAt(Truth truth, boolean oldRight, int bin) {
    return ((bin - ScoreBins.FIRST) & (PAGE - 1)) * PER_BIN + 2 * truth.code() + (oldRight ? 1 : 0);
  }

  private long[] page(int bin) {
    int page = (bin - ScoreBins.FIRST) >> PAGE_BITS;
    if (bins[page] == null) {
      bins[page] = new long[PAGE * PER_BIN];
    }
    return bins[page];
  }

  /**
   * Counts a pair.
   *
   * @param rule the thresholds
   * @param truth what its label says
   * @param oldScore the old model's score, finite
   * @param newScore the new model's score, finite
   */
  public void add(CorrectnessRule.Threshold rule, Truth truth, double oldScore, double newScore) {
    boolean oldRight = oldScore >= rule.oldThreshold();
    boolean newRight = newScore >= rule.newThreshold();
    if (oldRight != newRight) {
      boolean rightByOldThreshold = newScore >= rule.oldThreshold();
      flips[flipsAt(oldRight, rightByOldThreshold == oldRight)]++;
    }
    pairs[pairsAt(truth, oldRight, newRight)]++;
    int bin = ScoreBins.of(newScore);
    page(bin)[binAt(truth, oldRight, bin)]++;
  }

  /**
   * Takes counts in.
   *
   * @return what adds to these counts; throws {@link ArithmeticException} beyond a long
   */
  public Receiver receiver() {
    return new Adder();
  }

  /**
   * Gives all counts but zeros, bins from the lowest to the highest.
   *
   * @param to who takes them
   */
  public void forEach(Receiver to) {
    for (boolean negative : new boolean[] {true, false}) {
      for (boolean moved : new boolean[] {false, true}) {
        long n = flips(negative, moved);
        if (n > 0) {
          to.addFlips(negative, moved, n);
        }
      }
    }
    for (int at = 0; at < pairs.length; at++) {
      if (pairs[at] > 0) {
        to.addPairs(Truth.ofCode(at >> 2), (at & 2) != 0, (at & 1) != 0, pairs[at]);
      }
    }
    for (int page = 0; page < PAGES; page++) {
      for (int at = 0; bins[page] != null && at < bins[page].length; at++) {
        if (bins[page][at] > 0) {
          int bin = ScoreBins.FIRST + (page << PAGE_BITS) + at / PER_BIN;
          to.addBin(Truth.ofCode(at % PER_BIN >> 1), (at & 1) != 0, bin, bins[page][at]);
        }
      }
    }
  }

  /**
   * Flips of one cause.
   *
   * @param negative negative or positive flips
   * @param thresholdMoved those that flip only because the thresholds differ, or those that would
   *     flip by the old threshold too
   * @return a count
   */
  public long flips(boolean negative, boolean thresholdMoved) {
    return flips[flipsAt(negative, thresholdMoved)];
  }

  /**
   * Pairs as they are judged now.
   *
   * @param truth what their labels say
   * @param oldRight whether the old score passes
   * @param newRight whether the new score passes
   * @return a count
   */
  public long pairs(Truth truth, boolean oldRight, boolean newRight) {
    return pairs[pairsAt(truth, oldRight, newRight)];
  }

  /**
   * Pairs whose new score lies in a bin.
   *
   * @param truth what their labels say
   * @param oldRight whether the old score passes
   * @param bin a number of {@link ScoreBins}
   * @return a count
   */
  public long bin(Truth truth, boolean oldRight, int bin) {
    long[] page = bins[(bin - ScoreBins.FIRST) >> PAGE_BITS];
    return page == null ? 0 : page[binAt(truth, oldRight, bin)];
  }
}
