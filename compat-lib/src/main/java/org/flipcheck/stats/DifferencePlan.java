package org.flipcheck.stats;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How many examples to label so that a rule {@code accuracy_delta ≥ limit} passes, before there are
 * any. What has to be assumed of the two models:
 *
 * @param oldAccuracy accuracy of the old model, a share
 * @param flips share of all examples that flip, negatively or positively: the discordance
 * @param difference true new minus old accuracy, from −{@code flips} to {@code flips}
 */
public record DifferencePlan(double oldAccuracy, double flips, double difference) {

  /** From so many examples on the normal approximation is good to all digits of use. */
  private static final long LARGE = 10_000_000;

  /** After so many a difference is known to nine decimals. */
  private static final int HALVINGS = 30;

  /** How far from their mean, in deviations, numbers of flips are taken into account. */
  private static final double FARTHEST = 9;

  /**
   * Checks the assumptions.
   *
   * @throws IllegalArgumentException if a number is NaN or outside its range, or no two models can
   *     be so
   */
  public DifferencePlan {
    SamplePlan.requireShare("old_accuracy", oldAccuracy);
    SamplePlan.requireShare("flips", flips);
    if (!(Math.abs(difference) <= flips)) {
      throw new IllegalArgumentException(
          "difference is %s, it must lie between -%s and %s, the share of flips"
              .formatted(difference, flips, flips));
    }
    if (!isPossible(oldAccuracy, flips, difference)) {
      double broken = (flips - difference) / 2;
      throw new IllegalArgumentException(
          "no two models have an old accuracy of %s with %s of the examples broken and %s mended"
              .formatted(oldAccuracy, broken, flips - broken));
    }
  }

  /**
   * Whether two models can differ so.
   *
   * @param oldAccuracy accuracy of the old model, a share
   * @param flips share of all examples that flip
   * @param difference new minus old accuracy
   * @return whether that many are right before, to break, and wrong before, to be mended
   */
  public static boolean isPossible(double oldAccuracy, double flips, double difference) {
    double broken = (flips - difference) / 2;
    return Math.abs(difference) <= flips
        && broken <= oldAccuracy
        && flips - broken <= 1 - oldAccuracy;
  }

  /**
   * The number of examples at which the rule passes with a given probability. The numbers of
   * negative and positive flips are multinomial, exactly; the pairs that do not flip are split as
   * assumed. From 10 million examples on it is Connor's normal approximation, n = ((z + z')/(δ −
   * limit))² (ψ − δ²), with δ the difference, ψ the flips, z the quantile of the confidence and z'
   * that of the power.
   *
   * <p>R. J. Connor (1987), <i>Sample size for testing differences in proportions for the
   * paired-sample design</i>, Biometrics 43:207–211.
   *
   * @param limit the rule's limit, from −1 to below {@code difference}
   * @param power probability of passing, in (0, 1)
   * @param confidence two-sided level of the rule, in (0, 1)
   * @return a number of examples; it can dip below {@code power} by little for some larger ones;
   *     empty if it would exceed {@link SampleSize#MAX}
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public OptionalLong examples(double limit, double power, double confidence) {
    double z = NormalQuantile.ofTwoSided(confidence);
    SamplePlan.requirePower(power);
    if (!(limit >= -1 && limit < difference)) {
      throw new IllegalArgumentException(
          "limit is %s, it must lie between -1 and below the difference of %s: else no number of examples makes passing likely"
              .formatted(limit, difference));
    }
    long exact =
        SampleSize.first(0, n -> n >= LARGE || power((int) n, limit, z) >= power).orElseThrow();
    if (exact < LARGE) {
      return OptionalLong.of(exact);
    }
    double deviations = (z + NormalQuantile.ofUpperTail(1 - power)) / (difference - limit);
    double approximate = Math.ceil(deviations * deviations * (flips - difference * difference));
    return approximate > SampleSize.MAX
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(LARGE, (long) approximate));
  }

  /**
   * The probability that the rule passes.
   *
   * @param examples number of examples, from 1 to 10 million
   * @param limit the rule's limit
   * @param confidence two-sided level of the rule, in (0, 1)
   * @return the power at exactly so many examples
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public double power(long examples, double limit, double confidence) {
    if (!(examples > 0 && examples <= LARGE)) {
      throw new IllegalArgumentException(
          "examples is %d, it must lie between 1 and %d".formatted(examples, LARGE));
    }
    WilsonInterval.requireLimit(limit);
    return power((int) examples, limit, NormalQuantile.ofTwoSided(confidence));
  }

  /**
   * The smallest loss of accuracy that makes the rule fail with a given probability, where old
   * accuracy and flips are as assumed; the difference assumed does not matter.
   *
   * @param examples number of examples, from 1 to 10 million
   * @param limit the rule's limit
   * @param power probability of failing, in (0, 1)
   * @param confidence two-sided level of the rule, in (0, 1)
   * @return a true difference below the limit; empty if no difference that such models can have is
   *     found as often
   * @throws IllegalArgumentException if an argument is NaN or outside its range
   */
  public OptionalDouble detectable(long examples, double limit, double power, double confidence) {
    SamplePlan.requirePower(power);
    // The least and the most that models can have which flip as often.
    double found = Math.max(-flips, flips - 2 * oldAccuracy);
    double missed = Math.min(limit, Math.min(flips, 2 * (1 - oldAccuracy) - flips));
    if (!(found < missed) || failing(found, examples, limit, confidence) < power) {
      return OptionalDouble.empty();
    }
    for (int halvings = 0; halvings < HALVINGS; halvings++) {
      double middle = found + (missed - found) / 2;
      if (failing(middle, examples, limit, confidence) >= power) {
        found = middle;
      } else {
        missed = middle;
      }
    }
    return OptionalDouble.of(found);
  }

  /** To fail is to pass with old and new exchanged, and the limit's sign. */
  private double failing(double difference, long examples, double limit, double confidence) {
    // The new model is right at least where it mends; rounding must not say less.
    double newAccuracy = Math.max(oldAccuracy + difference, (flips + difference) / 2);
    return new DifferencePlan(newAccuracy, flips, -difference).power(examples, -limit, confidence);
  }

  private double power(int examples, double limit, double z) {
    BinomialDistribution all = BinomialDistribution.of(examples, flips);
    double reach = FARTHEST * Math.sqrt(all.getVariance()) + 1;
    int least = (int) Math.max(0, all.getMean() - reach);
    int most = (int) Math.min(examples, all.getMean() + reach);
    double power = 0;
    for (int flipped = least; flipped <= most; flipped++) {
      int enough = fewestPositive(examples, flipped, limit, z);
      power += all.probability(flipped) * ofPositive(flipped).survivalProbability(enough - 1);
    }
    return Math.min(1, power);
  }

  private BinomialDistribution ofPositive(int flipped) {
    return BinomialDistribution.of(flipped, flips == 0 ? 0 : (1 + difference / flips) / 2);
  }

  /** The fewest positive flips with which the rule passes; one more than all if none do. */
  private int fewestPositive(int examples, int flipped, double limit, double z) {
    double steady = 1 - flips;
    double rightOfSteady = steady == 0 ? 0 : (oldAccuracy - (flips - difference) / 2) / steady;
    double right = (examples - flipped) * rightOfSteady;
    double wrong = examples - flipped - right;
    int from = 0;
    int to = flipped + 1;
    while (from < to) {
      int middle = from + (to - from) / 2;
      Interval interval =
          PairedDifferenceInterval.around(right, middle, flipped - middle, wrong, z);
      if (interval.low() >= limit) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }
}
