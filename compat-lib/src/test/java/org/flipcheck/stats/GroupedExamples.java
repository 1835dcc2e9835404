package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.ReplicateCell;
import org.flipcheck.metrics.Replicates;

/** Made-up pairs that come in groups: the outcomes of each group, counted. */
final class GroupedExamples {

  private final List<Map<FlipOutcome, Integer>> groups = new ArrayList<>();

  /** Adds a group. */
  void add(Map<FlipOutcome, Integer> outcomes) {
    groups.add(new EnumMap<>(outcomes));
  }

  List<Map<FlipOutcome, Integer>> groups() {
    return groups;
  }

  /**
   * How pairs are made up: each group has its own rate of negative flips, of a beta distribution
   * (by 4096 of its quantiles).
   */
  static final class Population {
    private static final int QUANTILES = 4096;
    private static final double WRONG_BEFORE = 0.1;

    private final double[] rates = new double[QUANTILES];
    private final double positive;

    /**
     * A population.
     *
     * @param rate the mean rate of negative flips, and of positive ones where the new model is
     *     right
     * @param correlation of two pairs of a group, from 0 to 1; 0 for pairs that stand alone
     */
    Population(double rate, double correlation) {
      positive = rate;
      BetaDistribution beta =
          correlation == 0
              ? null
              : BetaDistribution.of(
                  rate * (1 / correlation - 1), (1 - rate) * (1 / correlation - 1));
      Arrays.setAll(
          rates,
          i -> beta == null ? rate : beta.inverseCumulativeProbability((i + 0.5) / QUANTILES));
    }

    /** The expected share of each outcome. */
    PairSummary truth() {
      double negative = Arrays.stream(rates).average().getAsDouble();
      double others = (1 - negative) * (1 - WRONG_BEFORE);
      FlipTable table =
          new FlipTable(
              others * (1 - positive),
              negative,
              others * positive,
              (1 - negative) * WRONG_BEFORE,
              OptionalDouble.of((1 - negative) * WRONG_BEFORE));
      return new PairSummary(
          PairSummary.Content.CLASSIFICATION,
          1,
          Optional.empty(),
          Optional.of(table),
          Optional.empty(),
          Optional.empty());
    }

    /**
     * Draws groups.
     *
     * @param groups how many
     * @param least the fewest pairs of a group
     * @param most the most pairs of a group
     */
    GroupedExamples draw(int groups, int least, int most, SplittableRandom random) {
      GroupedExamples drawn = new GroupedExamples();
      for (int g = 0; g < groups; g++) {
        double negative = rates[random.nextInt(QUANTILES)];
        Map<FlipOutcome, Integer> outcomes = new EnumMap<>(FlipOutcome.class);
        int size = least + random.nextInt(most - least + 1);
        for (int i = 0; i < size; i++) {
          outcomes.merge(outcome(negative, random), 1, Integer::sum);
        }
        drawn.add(outcomes);
      }
      return drawn;
    }

    private FlipOutcome outcome(double negative, SplittableRandom random) {
      if (random.nextDouble() < negative) {
        return FlipOutcome.NEGATIVE_FLIP;
      }
      if (random.nextDouble() < WRONG_BEFORE) {
        return FlipOutcome.BOTH_WRONG_SAME;
      }
      return random.nextDouble() < positive ? FlipOutcome.POSITIVE_FLIP : FlipOutcome.BOTH_RIGHT;
    }
  }

  long count(FlipOutcome outcome) {
    return groups.stream().mapToLong(group -> group.getOrDefault(outcome, 0)).sum();
  }

  /** The counts of all pairs, without replicates. */
  PairSummary plain() {
    return PairSummary.of(
        FlipCounts.of(
            count(FlipOutcome.BOTH_RIGHT),
            count(FlipOutcome.NEGATIVE_FLIP),
            count(FlipOutcome.POSITIVE_FLIP),
            count(FlipOutcome.BOTH_WRONG_SAME),
            count(FlipOutcome.BOTH_WRONG_DIFFERENT)));
  }

  /** The same with replicates; the seed decides about the names of the groups. */
  PairSummary summary(int replicates, long seed) {
    return plain().with(replicates(replicates, seed));
  }

  Replicates replicates(int replicates, long seed) {
    SplittableRandom names = new SplittableRandom(seed);
    Replicates sums = new Replicates(replicates);
    int[] weights = new int[replicates];
    for (Map<FlipOutcome, Integer> group : groups) {
      PoissonWeights.fill(names.nextLong(), weights);
      group.forEach(
          (outcome, n) -> sums.add(ReplicateCell.of(outcome), n, weights, PoissonWeights.MAX));
    }
    return sums;
  }
}
