package org.flipcheck.metrics;

import java.util.EnumMap;
import java.util.Map;

/**
 * What is added up over the pairs of one cell of the count table: how many, and, where the
 * comparison has scores or weights, their exact sums. Mutable, not thread-safe.
 */
public final class CellSums {

  /**
   * The sums of reals a cell may carry; each is 0 where the comparison has no such data. Stored
   * counts tell them apart by their place here: new ones go to the end. A square beyond the largest
   * double counts as that one.
   */
  public enum Sum {
    /** Sum of (new − old) over pairs whose score rose. */
    GAIN,
    /** Sum of (old − new) over pairs whose score fell. */
    REGRESSION,
    /** Sum of weights. */
    WEIGHT,
    /** Sum of the weights of pairs whose score rose. */
    WEIGHT_OF_GAINS,
    /** Sum of the weights of pairs whose score fell. */
    WEIGHT_OF_REGRESSIONS,
    /** Sum of weight × (new − old) over pairs whose score rose. */
    WEIGHTED_GAIN,
    /** Sum of weight × (old − new) over pairs whose score fell. */
    WEIGHTED_REGRESSION,
    /** Sum of squared weights. */
    SQUARED_WEIGHT,
    /** Sum of the squared weights of pairs whose score rose. */
    SQUARED_WEIGHT_OF_GAINS,
    /** Sum of the squared weights of pairs whose score fell. */
    SQUARED_WEIGHT_OF_REGRESSIONS,
    /** Sum of squared weight × (new − old) over pairs whose score rose. */
    SQUARED_WEIGHT_GAIN,
    /** Sum of squared weight × (old − new) over pairs whose score fell. */
    SQUARED_WEIGHT_REGRESSION,
    /** Sum of (weight × (new − old))² over pairs whose score rose; weight 1 where none is given. */
    GAIN_SQUARE,
    /** Sum of (weight × (old − new))² over pairs whose score fell; weight 1 where none is given. */
    REGRESSION_SQUARE
  }

  private final Map<Sum, ExactSum> sums = new EnumMap<>(Sum.class);
  private long n;
  private long gains;
  private long regressions;

  /** A cell without pairs. */
  public CellSums() {}

  /**
   * A cell whose numbers were counted elsewhere.
   *
   * @param n pairs, ≥ 0
   * @param gains pairs whose score rose, ≥ 0
   * @param regressions pairs whose score fell, ≥ 0
   * @param sums sums of reals; absent ones are 0
   */
  public CellSums(long n, long gains, long regressions, Map<Sum, ExactSum> sums) {
    this.n = n;
    this.gains = gains;
    this.regressions = regressions;
    this.sums.putAll(sums);
  }

  /** Counts one pair without score or weight. */
  public void addPair() {
    n = Math.addExact(n, 1);
  }

  /**
   * Counts one pair.
   *
   * @param scoreDelta new score − old score; NaN when the comparison has no scores
   * @param weight the pair's weight; NaN when the comparison has none
   */
  public void addPair(double scoreDelta, double weight) {
    addPair();
    boolean weighted = !Double.isNaN(weight);
    if (weighted) {
      sum(Sum.WEIGHT).add(weight);
      sum(Sum.SQUARED_WEIGHT).add(square(weight));
    }
    if (scoreDelta > 0) {
      gains++;
      sum(Sum.GAIN).add(scoreDelta);
      sum(Sum.GAIN_SQUARE).add(square(weighted ? weight * scoreDelta : scoreDelta));
      if (weighted) {
        sum(Sum.WEIGHT_OF_GAINS).add(weight);
        sum(Sum.WEIGHTED_GAIN).add(weight * scoreDelta);
        sum(Sum.SQUARED_WEIGHT_OF_GAINS).add(square(weight));
        sum(Sum.SQUARED_WEIGHT_GAIN).add(finite(weight * (weight * scoreDelta)));
      }
    } else if (scoreDelta < 0) {
      double fall = -scoreDelta;
      regressions++;
      sum(Sum.REGRESSION).add(fall);
      sum(Sum.REGRESSION_SQUARE).add(square(weighted ? weight * fall : fall));
      if (weighted) {
        sum(Sum.WEIGHT_OF_REGRESSIONS).add(weight);
        sum(Sum.WEIGHTED_REGRESSION).add(weight * fall);
        sum(Sum.SQUARED_WEIGHT_OF_REGRESSIONS).add(square(weight));
        sum(Sum.SQUARED_WEIGHT_REGRESSION).add(finite(weight * (weight * fall)));
      }
    }
  }

  private static double square(double value) {
    return finite(value * value);
  }

  private static double finite(double value) {
    return Math.min(value, Double.MAX_VALUE);
  }

  /**
   * Adds the numbers of another cell.
   *
   * @param other a cell of other pairs
   * @throws ArithmeticException if a count exceeds {@code Long.MAX_VALUE}
   */
  public void add(CellSums other) {
    n = Math.addExact(n, other.n);
    gains = Math.addExact(gains, other.gains);
    regressions = Math.addExact(regressions, other.regressions);
    other.sums.forEach((sum, value) -> sum(sum).add(value));
  }

  /**
   * Pairs counted.
   *
   * @return a count, ≥ 0
   */
  public long n() {
    return n;
  }

  /**
   * Pairs whose score rose.
   *
   * @return a count, ≥ 0
   */
  public long gains() {
    return gains;
  }

  /**
   * Pairs whose score fell.
   *
   * @return a count, ≥ 0
   */
  public long regressions() {
    return regressions;
  }

  /**
   * One sum, rounded once.
   *
   * @param sum which one
   * @return its value; 0 where nothing was added
   */
  public double value(Sum sum) {
    ExactSum exact = sums.get(sum);
    return exact == null ? 0 : exact.doubleValue();
  }

  /**
   * The sums that hold anything, unrounded.
   *
   * @return the live sums, by name
   */
  public Map<Sum, ExactSum> exactSums() {
    return sums;
  }

  private ExactSum sum(Sum which) {
    return sums.computeIfAbsent(which, unused -> new ExactSum());
  }
}
