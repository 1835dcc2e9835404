package org.flipcheck.stats;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * How many examples to label so that a rule on a rate passes, before there are any. For a rule
 * {@code rate ≥ limit} ask for the rate of the other examples. For the change of accuracy see
 * {@link DifferencePlan}.
 *
 * @param limit the rule's limit, a share
 * @param confidence two-sided level of the rule, in (0, 1)
 * @param method how the rule's interval is made
 */
public record SamplePlan(double limit, double confidence, IntervalMethod method) {

  /** How many further numbers of flips must keep the power before it is believed to stay. */
  private static final int LOOK_AHEAD = 100;

  /** After so many the two bounds of a share are neighbours, or nearly so. */
  private static final int HALVINGS = 60;

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException if a number is NaN or outside its range
   */
  public SamplePlan {
    requireShare("limit", limit);
    NormalQuantile.ofTwoSided(confidence);
  }

  static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "%s is %s, it must lie between 0 and 1".formatted(name, share));
    }
  }

  static void requirePower(double power) {
    if (!(power > 0 && power < 1)) {
      throw new IllegalArgumentException(
          "power is %s, it must lie between 0 and 1, both excluded".formatted(power));
    }
  }

  /**
   * The smallest number of examples with which the rule can pass at all: without a single flip.
   *
   * @return a number of examples; empty if it would exceed {@link SampleSize#MAX}, as for limit 0
   */
  public OptionalLong passing() {
    return examplesThatAllow(0);
  }

  /**
   * The number of examples from which on the rule passes with a given probability. The probability
   * is the binomial one, exactly. It saws: each number of examples that allows one flip more raises
   * it, those between lower it. The answer lies behind the last dip below {@code power}.
   *
   * @param expected the true rate, at least 0 and below the limit
   * @param power probability of passing, in (0, 1)
   * @return a number of examples; empty if it would exceed {@link SampleSize#MAX}
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public OptionalLong examples(double expected, double power) {
    requireShare("expected", expected);
    requirePower(power);
    if (expected >= limit) {
      throw new IllegalArgumentException(
          "expected is %s, it must lie below the limit of %s: else no number of examples makes passing likely"
              .formatted(expected, limit));
    }
    LongPredicate keepsPower =
        flips -> {
          OptionalLong next = examplesThatAllow(flips + 1);
          long last = next.isPresent() ? next.getAsLong() - 1 : SampleSize.MAX;
          return !allows(flips, SampleSize.MAX) || power(flips, last, expected) >= power;
        };
    long flips = keepsPower.test(0) ? 0 : SampleSize.first(0, keepsPower).orElseThrow();
    for (long further = flips; further <= flips + LOOK_AHEAD; further++) {
      if (!keepsPower.test(further)) {
        flips = further + 1;
      }
    }
    return examplesThatAllow(flips);
  }

  /**
   * The probability that the rule passes.
   *
   * @param examples number of examples, &gt; 0
   * @param expected the true rate, a share
   * @return the power at exactly so many examples
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public double power(long examples, double expected) {
    requireShare("expected", expected);
    OptionalLong most = mostPassing(examples);
    return most.isEmpty() ? 0 : power(most.getAsLong(), examples, expected);
  }

  /**
   * The most flips that may be seen and the rule still passes.
   *
   * @param examples number of examples, &gt; 0
   * @return a number of flips, below {@code examples}; empty if the rule does not pass without any
   * @throws IllegalArgumentException if {@code examples} is not positive
   */
  public OptionalLong mostPassing(long examples) {
    WilsonInterval.requireCounts(0, (double) examples);
    long refused = SampleSize.first(-1, flips -> !allows(flips, examples)).orElseThrow();
    return refused == 0 ? OptionalLong.empty() : OptionalLong.of(refused - 1);
  }

  /**
   * The fewest flips with which the rule fails. Between these and {@link #mostPassing} it is
   * inconclusive.
   *
   * @param examples number of examples, &gt; 0
   * @return a number of flips, at most {@code examples}; empty if the rule does not fail with all
   * @throws IllegalArgumentException if {@code examples} is not positive
   */
  public OptionalLong fewestFailing(long examples) {
    WilsonInterval.requireCounts(0, (double) examples);
    double tail = (1 - confidence) / 2;
    long fewest =
        SampleSize.first(
                -1,
                flips ->
                    flips > examples
                        || method.pAtMost((double) flips, (double) examples, limit) <= tail)
            .orElseThrow();
    return fewest > examples ? OptionalLong.empty() : OptionalLong.of(fewest);
  }

  /**
   * The smallest true rate that makes the rule fail with a given probability, again the binomial
   * one.
   *
   * @param examples number of examples, &gt; 0
   * @param power probability of failing, in (0, 1)
   * @return a share above the limit; empty if the rule does not fail whatever is seen
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public OptionalDouble detectable(long examples, double power) {
    requirePower(power);
    OptionalLong fewest = fewestFailing(examples);
    if (fewest.isEmpty()) {
      return OptionalDouble.empty();
    }
    double below = limit;
    double above = 1;
    for (int halvings = 0; halvings < HALVINGS; halvings++) {
      double middle = below + (above - below) / 2;
      if (1 - power(fewest.getAsLong() - 1, examples, middle) >= power) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return OptionalDouble.of(above);
  }

  /** P(X ≤ flips), X binomial. */
  private static double power(long flips, long examples, double rate) {
    if (rate == 0 || flips >= examples) {
      return 1;
    }
    return rate == 1
        ? 0
        : RegularizedBeta.complement(rate, flips + 1.0, (double) (examples - flips));
  }

  private boolean allows(long flips, long examples) {
    double tail = (1 - confidence) / 2;
    return flips < examples && method.pAtLeast((double) flips, (double) examples, limit) <= tail;
  }

  private OptionalLong examplesThatAllow(long flips) {
    // An interval holds its proportion, so none passes while that is above the limit.
    double least = flips == 0 ? 0 : flips / limit;
    return least >= SampleSize.MAX
        ? OptionalLong.empty()
        : SampleSize.first((long) least, examples -> allows(flips, examples));
  }
}
