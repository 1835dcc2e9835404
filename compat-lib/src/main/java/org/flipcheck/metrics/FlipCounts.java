package org.flipcheck.metrics;

import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many pairs ended in each outcome. Counts form a commutative monoid under {@link #plus} with
 * {@link #ZERO}: split the pairs anyhow, count the parts, add them, and the whole comes out.
 *
 * @param bothRight CC, old and new right
 * @param negativeFlips NF, old right and new wrong
 * @param positiveFlips PF, old wrong and new right
 * @param bothWrong WS + WD, old and new wrong
 * @param bothWrongSame WS, the part of {@code bothWrong} with the same answer on both sides; empty
 *     when the answers of a side are unknown
 */
public record FlipCounts(
    long bothRight,
    long negativeFlips,
    long positiveFlips,
    long bothWrong,
    OptionalLong bothWrongSame) {

  /** No pairs: the identity of {@link #plus}. */
  public static final FlipCounts ZERO = of(0, 0, 0, 0, 0);

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if a count is negative or {@code bothWrongSame} exceeds {@code
   *     bothWrong}
   */
  public FlipCounts {
    requireCount("both_right", bothRight);
    requireCount("negative_flips", negativeFlips);
    requireCount("positive_flips", positiveFlips);
    requireCount("both_wrong", bothWrong);
    requireCount("both_wrong_same", bothWrongSame.orElse(0));
    if (bothWrongSame.orElse(0) > bothWrong) {
      throw new IllegalArgumentException(
          "both_wrong_same is %d, more than both_wrong = %d"
              .formatted(bothWrongSame.getAsLong(), bothWrong));
    }
  }

  /**
   * Counts of the five outcomes.
   *
   * @param bothRight CC
   * @param negativeFlips NF
   * @param positiveFlips PF
   * @param bothWrongSame WS
   * @param bothWrongDifferent WD
   * @return the counts, with the split of both-wrong pairs known
   */
  public static FlipCounts of(
      long bothRight,
      long negativeFlips,
      long positiveFlips,
      long bothWrongSame,
      long bothWrongDifferent) {
    return new FlipCounts(
        bothRight,
        negativeFlips,
        positiveFlips,
        Math.addExact(bothWrongSame, bothWrongDifferent),
        OptionalLong.of(bothWrongSame));
  }

  /**
   * Counts outcomes one by one.
   *
   * @param outcomes of all pairs, with answers known
   * @return the counts, with the split of both-wrong pairs known
   * @throws IllegalArgumentException if an outcome is {@link FlipOutcome#BOTH_WRONG}, which says
   *     nothing of answers
   */
  public static FlipCounts of(Stream<FlipOutcome> outcomes) {
    Map<FlipOutcome, Long> counts =
        outcomes.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    if (counts.containsKey(FlipOutcome.BOTH_WRONG)) {
      throw new IllegalArgumentException("an outcome is both_wrong, without its answers");
    }
    return of(
        counts.getOrDefault(FlipOutcome.BOTH_RIGHT, 0L),
        counts.getOrDefault(FlipOutcome.NEGATIVE_FLIP, 0L),
        counts.getOrDefault(FlipOutcome.POSITIVE_FLIP, 0L),
        counts.getOrDefault(FlipOutcome.BOTH_WRONG_SAME, 0L),
        counts.getOrDefault(FlipOutcome.BOTH_WRONG_DIFFERENT, 0L));
  }

  /**
   * Counts pairs whose answers are class indices.
   *
   * @param old the old model's answers
   * @param now the new model's, to the same examples
   * @param labels the true classes
   * @return the counts, with the split of both-wrong pairs known
   * @throws IllegalArgumentException if there are not as many of each
   */
  public static FlipCounts ofAnswers(int[] old, int[] now, int[] labels) {
    if (old.length != labels.length || now.length != labels.length) {
      throw new IllegalArgumentException(
          "there are %d old answers, %d new ones and %d labels; give one of each for each example"
              .formatted(old.length, now.length, labels.length));
    }
    return of(
        IntStream.range(0, labels.length)
            .mapToObj(
                i -> FlipOutcome.of(old[i] == labels[i], now[i] == labels[i], old[i] == now[i])));
  }

  /**
   * The sum of two tables. The split of both-wrong pairs is known only if both know it.
   *
   * @param other counts of other pairs
   * @return cell by cell, this plus {@code other}
   * @throws ArithmeticException if a count exceeds {@code Long.MAX_VALUE}
   */
  public FlipCounts plus(FlipCounts other) {
    OptionalLong same =
        bothWrongSame.isPresent() && other.bothWrongSame.isPresent()
            ? OptionalLong.of(
                Math.addExact(bothWrongSame.getAsLong(), other.bothWrongSame.getAsLong()))
            : OptionalLong.empty();
    return new FlipCounts(
        Math.addExact(bothRight, other.bothRight),
        Math.addExact(negativeFlips, other.negativeFlips),
        Math.addExact(positiveFlips, other.positiveFlips),
        Math.addExact(bothWrong, other.bothWrong),
        same);
  }

  /**
   * N, the judged pairs: the denominator of every rate.
   *
   * @return the sum of all cells
   */
  public long n() {
    return Math.addExact(
        Math.addExact(bothRight, negativeFlips), Math.addExact(positiveFlips, bothWrong));
  }

  /**
   * WD, both wrong with different answers.
   *
   * @return the count, or empty when answers are unknown
   */
  public OptionalLong bothWrongDifferent() {
    return bothWrongSame.isPresent()
        ? OptionalLong.of(bothWrong - bothWrongSame.getAsLong())
        : OptionalLong.empty();
  }

  private static void requireCount(String name, long count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "%s is %d, a count cannot be negative".formatted(name, count));
    }
  }
}
