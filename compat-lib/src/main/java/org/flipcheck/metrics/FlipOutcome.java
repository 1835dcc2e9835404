package org.flipcheck.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one pair of predictions.
 *
 * <p>The first five are disjoint and cover every judged pair. Five and not four, because churn
 * cannot be derived from correctness alone: two wrong answers may differ, and users notice. {@link
 * #BOTH_WRONG} stands in for the two last of them where answers are unknown; {@link #SAME_ANSWER},
 * {@link #DIFFERENT_ANSWER} and {@link #SCORED} name the pairs of comparisons that have no
 * correctness at all.
 */
public enum FlipOutcome {
  /** Old right, new right (CC). */
  BOTH_RIGHT(0),
  /** Old right, new wrong (NF): the regression. */
  NEGATIVE_FLIP(1),
  /** Old wrong, new right (PF): the gain. */
  POSITIVE_FLIP(2),
  /** Both wrong with one and the same answer (WS); two missing answers are the same answer. */
  BOTH_WRONG_SAME(3),
  /** Both wrong with two different answers (WD). */
  BOTH_WRONG_DIFFERENT(4),
  /** Both wrong, and whether the answers agree is unknown (WS + WD). */
  BOTH_WRONG(5),
  /** No label and no grade: both sides give the same answer. */
  SAME_ANSWER(6),
  /** No label and no grade: the answers differ. */
  DIFFERENT_ANSWER(7),
  /** Neither correctness nor answers: only the scores of the pair are compared. */
  SCORED(8);

  private static final FlipOutcome[] BY_CODE = values();

  private final int code;
  private final String key = name().toLowerCase(Locale.ROOT);

  FlipOutcome(int code) {
    this.code = code;
  }

  /**
   * The outcome of a judged pair.
   *
   * @param oldRight whether the old model's answer is right
   * @param newRight whether the new model's answer is right
   * @param sameAnswer whether both sides gave the same answer; matters only when both are wrong
   * @return one of the five judged outcomes
   */
  public static FlipOutcome of(boolean oldRight, boolean newRight, boolean sameAnswer) {
    if (oldRight) {
      return newRight ? BOTH_RIGHT : NEGATIVE_FLIP;
    }
    if (newRight) {
      return POSITIVE_FLIP;
    }
    return sameAnswer ? BOTH_WRONG_SAME : BOTH_WRONG_DIFFERENT;
  }

  /**
   * A small number that stands for the outcome where names would be too long.
   *
   * @return from 0 to 8
   */
  public int code() {
    return code;
  }

  /**
   * Reads a {@link #code()} back.
   *
   * @param code from 0 to 8
   * @return its outcome
   * @throws ArrayIndexOutOfBoundsException if no outcome has the code
   */
  public static FlipOutcome ofCode(int code) {
    return BY_CODE[code];
  }

  /**
   * The name used in files: {@code negative_flip} for {@link #NEGATIVE_FLIP}.
   *
   * @return the constant's name in lower case
   */
  public String key() {
    return key;
  }

  /**
   * Reads a {@link #key()} back.
   *
   * @param key a name as files have it
   * @return the outcome, or empty when no outcome has that name
   */
  public static Optional<FlipOutcome> fromKey(String key) {
    return Arrays.stream(values()).filter(outcome -> outcome.key.equals(key)).findFirst();
  }

  /**
   * The outcome once it is known that answers cannot be compared.
   *
   * @return {@link #BOTH_WRONG} for its two halves, every other outcome itself
   */
  public FlipOutcome withoutAnswers() {
    return this == BOTH_WRONG_SAME || this == BOTH_WRONG_DIFFERENT ? BOTH_WRONG : this;
  }
}
