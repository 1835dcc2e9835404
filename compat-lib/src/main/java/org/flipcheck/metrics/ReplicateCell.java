package org.flipcheck.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is counted in each replicate: every outcome, and scores that rose or fell. */
public enum ReplicateCell {
  /** Pairs of the outcome of this name. */
  BOTH_RIGHT(FlipOutcome.BOTH_RIGHT),
  /** Pairs of the outcome of this name. */
  NEGATIVE_FLIP(FlipOutcome.NEGATIVE_FLIP),
  /** Pairs of the outcome of this name. */
  POSITIVE_FLIP(FlipOutcome.POSITIVE_FLIP),
  /** Pairs of the outcome of this name. */
  BOTH_WRONG_SAME(FlipOutcome.BOTH_WRONG_SAME),
  /** Pairs of the outcome of this name. */
  BOTH_WRONG_DIFFERENT(FlipOutcome.BOTH_WRONG_DIFFERENT),
  /** Pairs of the outcome of this name. */
  BOTH_WRONG(FlipOutcome.BOTH_WRONG),
  /** Pairs of the outcome of this name. */
  SAME_ANSWER(FlipOutcome.SAME_ANSWER),
  /** Pairs of the outcome of this name. */
  DIFFERENT_ANSWER(FlipOutcome.DIFFERENT_ANSWER),
  /** Pairs of the outcome of this name. */
  SCORED(FlipOutcome.SCORED),
  /** Pairs whose score rose, whatever their outcome. */
  GAIN(9),
  /** Pairs whose score fell, whatever their outcome. */
  REGRESSION(10);

  private static final List<ReplicateCell> ALL = List.of(values());

  private final FlipOutcome outcome;
  private final int code;
  private final String key = name().toLowerCase(Locale.ROOT);

  ReplicateCell(FlipOutcome outcome) {
    this.outcome = outcome;
    this.code = outcome.code();
  }

  ReplicateCell(int code) {
    this.outcome = null;
    this.code = code;
  }

  /**
   * The outcome whose pairs are counted.
   *
   * @return empty for {@link #GAIN} and {@link #REGRESSION}
   */
  public Optional<FlipOutcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /**
   * The name used in files.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return key;
  }

  /**
   * The cell of an outcome.
   *
   * @param outcome any outcome
   * @return the cell of its name
   */
  public static ReplicateCell of(FlipOutcome outcome) {
    return ofCode(outcome.code());
  }

  /**
   * A small number that stands for the cell where names would be too long.
   *
   * @return the outcome's code, 9 for {@link #GAIN} and 10 for {@link #REGRESSION}
   */
  public int code() {
    return code;
  }

  /**
   * Reads a {@link #code()} back.
   *
   * @param code from 0 to 10
   * @return its cell
   * @throws IndexOutOfBoundsException if no cell has the code
   */
  public static ReplicateCell ofCode(int code) {
    return ALL.get(code);
  }

  /**
   * Reads a {@link #key()} back.
   *
   * @param key a name as files have it
   * @return the cell, or empty when none has that name
   */
  public static Optional<ReplicateCell> fromKey(String key) {
    return ALL.stream().filter(cell -> cell.key.equals(key)).findFirst();
  }
}
