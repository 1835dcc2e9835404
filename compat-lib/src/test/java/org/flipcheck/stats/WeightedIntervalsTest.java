package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.flipcheck.metrics.CellSums;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipOutcome;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.PairTally;
import org.junit.jupiter.api.Test;

class WeightedIntervalsTest {

  record Pair(FlipOutcome outcome, double delta, double weight) {}

  @Provide
  Arbitrary<Pair> pairs() {
    return Combinators.combine(
            Arbitraries.of(
                FlipOutcome.BOTH_RIGHT,
                FlipOutcome.NEGATIVE_FLIP,
                FlipOutcome.POSITIVE_FLIP,
                FlipOutcome.BOTH_WRONG_SAME,
                FlipOutcome.BOTH_WRONG_DIFFERENT),
            Arbitraries.doubles().between(-1, 1).ofScale(3),
            Arbitraries.doubles().between(0.1, 10).ofScale(3))
        .as(Pair::new);
  }

  private static PairSummary weighted(List<Pair> pairs, double factor) {
    PairTally tally = new PairTally(new Content(true, true, true, true));
    for (Pair pair : pairs) {
      CellSums cell = new CellSums();
      cell.addPair(pair.delta(), factor * pair.weight());
      tally.add(pair.outcome(), cell);
    }
    return tally.summary();
  }

  private static PairSummary unweighted(List<Pair> pairs) {
    PairTally tally = new PairTally(new Content(true, true, true, false));
    for (Pair pair : pairs) {
      CellSums cell = new CellSums();
      cell.addPair(pair.delta(), Double.NaN);
      tally.add(pair.outcome(), cell);
    }
    return tally.summary();
  }

  private static void assertSame(Estimate actual, Estimate expected, double tolerance) {
    assertThat(actual.method()).isEqualTo(expected.method());
    assertThat(actual.low().isPresent()).isEqualTo(expected.low().isPresent());
    if (expected.low().isPresent()) {
      double low = expected.low().getAsDouble();
      double high = expected.high().getAsDouble();
      double within = tolerance * (1 + Math.abs(low) + Math.abs(high));
      assertThat(actual.low().getAsDouble()).isCloseTo(low, within(within));
      assertThat(actual.high().getAsDouble()).isCloseTo(high, within(within));
    }
  }

  @Property(tries = 200)
  void weightsOfOneChangeNothing(@ForAll @Size(max = 40) List<@From("pairs") Pair> pairs) {
    List<Pair> ones = pairs.stream().map(p -> new Pair(p.outcome(), p.delta(), 1)).toList();
    for (FlipMetric metric : FlipMetric.values()) {
      for (IntervalMethod method : IntervalMethod.values()) {
        assertThat(Estimates.of(metric, weighted(ones, 1), 0.95, method))
            .as(metric.key())
            .isEqualTo(Estimates.of(metric, unweighted(ones), 0.95, method));
      }
    }
  }

  @Property(tries = 200)
  void theUnitOfWeightsDoesNotMatter(
      @ForAll @Size(max = 40) List<@From("pairs") Pair> pairs,
      @ForAll @IntRange(min = -40, max = 40) int power) {
    double factor = Math.pow(10, power);
    for (FlipMetric metric : FlipMetric.values()) {
      assertSame(
          Estimates.of(metric, weighted(pairs, factor), 0.95),
          Estimates.of(metric, weighted(pairs, 1), 0.95),
          1e-9);
    }
  }

  @Property(tries = 100)
  void fewerEffectivePairsWidenAndTheValueIsInside(
      @ForAll @Size(min = 2, max = 40) List<@From("pairs") Pair> pairs) {
    for (FlipMetric metric : FlipMetric.values()) {
      Estimate estimate = Estimates.of(metric, weighted(pairs, 1), 0.95);
      if (estimate.low().isPresent()) {
        double value = estimate.value().getAsDouble();
        assertThat(estimate.low().getAsDouble()).isLessThanOrEqualTo(value + 1e-12);
        assertThat(estimate.high().getAsDouble()).isGreaterThanOrEqualTo(value - 1e-12);
      }
    }
  }

  /** Exchanging the models mirrors the interval of the change of accuracy. */
  @Property(tries = 100)
  void mirroredModelsMirrorTheDifference(
      @ForAll @Size(min = 1, max = 40) List<@From("pairs") Pair> pairs) {
    List<Pair> mirrored =
        pairs.stream().map(p -> new Pair(exchanged(p.outcome()), p.delta(), p.weight())).toList();

    Estimate there = Estimates.of(FlipMetric.ACCURACY_DELTA, weighted(pairs, 1), 0.95);
    Estimate back = Estimates.of(FlipMetric.ACCURACY_DELTA, weighted(mirrored, 1), 0.95);

    assertThat(back.low().getAsDouble()).isCloseTo(-there.high().getAsDouble(), within(1e-12));
    assertThat(back.high().getAsDouble()).isCloseTo(-there.low().getAsDouble(), within(1e-12));
  }

  private static FlipOutcome exchanged(FlipOutcome outcome) {
    return switch (outcome) {
      case NEGATIVE_FLIP -> FlipOutcome.POSITIVE_FLIP;
      case POSITIVE_FLIP -> FlipOutcome.NEGATIVE_FLIP;
      default -> outcome;
    };
  }

  /**
   * For many pairs every interval is value ± z·√Σ(wᵢ ∂value/∂wᵢ)², the infinitesimal jackknife,
   * here with derivatives by central differences of the metric itself. The relative rate is
   * compared on the log scale.
   */
  @Test
  void approachesTheInfinitesimalJackknifeForManyPairs() {
    List<Pair> pairs = kinds();
    PairSummary all = weighted(copies(pairs), 1);
    for (FlipMetric metric : FlipMetric.values()) {
      if (!metric.appliesTo(all.content())) {
        continue;
      }
      boolean isRatio = metric.kind() == FlipMetric.Kind.RATIO;
      double variance = jackknife(metric, pairs, isRatio);
      Estimate estimate = Estimates.of(metric, all, 0.95);

      double low = estimate.low().getAsDouble();
      double high = estimate.high().getAsDouble();
      double width = isRatio ? Math.log(high / low) : high - low;
      double expected = 2 * 1.959963984540054 * Math.sqrt(variance);
      assertThat(width).as(metric.key()).isCloseTo(expected, within(0.02 * expected));
    }
  }

  /** Kinds of pairs, each of which is there many times: one derivative does for all of a kind. */
  private static List<Pair> kinds() {
    Random random = new Random(7);
    FlipOutcome[] outcomes = {
      FlipOutcome.BOTH_RIGHT,
      FlipOutcome.NEGATIVE_FLIP,
      FlipOutcome.POSITIVE_FLIP,
      FlipOutcome.BOTH_WRONG_SAME,
      FlipOutcome.BOTH_WRONG_DIFFERENT
    };
    List<Pair> kinds = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      kinds.add(
          new Pair(outcomes[i % 5], random.nextDouble() - 0.4, Math.exp(random.nextGaussian())));
    }
    return kinds;
  }

  private static final int COPIES = 400;

  private static List<Pair> copies(List<Pair> kinds) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < COPIES; i++) {
      pairs.addAll(kinds);
    }
    return pairs;
  }

  private static double jackknife(FlipMetric metric, List<Pair> kinds, boolean log) {
    double variance = 0;
    for (int i = 0; i < kinds.size(); i++) {
      double step = 1e-4;
      double up = value(metric, kinds, i, 1 + step, log);
      double down = value(metric, kinds, i, 1 - step, log);
      double ofKind = (up - down) / (2 * step);
      variance += COPIES * Math.pow(ofKind / COPIES, 2);
    }
    return variance;
  }

  private static double value(
      FlipMetric metric, List<Pair> kinds, int changed, double factor, boolean log) {
    List<Pair> pairs = new ArrayList<>(kinds);
    Pair pair = kinds.get(changed);
    pairs.set(changed, new Pair(pair.outcome(), pair.delta(), factor * pair.weight()));
    double value = metric.of(weighted(pairs, 1)).value().getAsDouble();
    return log ? Math.log(value) : value;
  }

  @Test
  void withoutAFlipTheEffectiveSampleIsThatOfKish() {
    List<Pair> pairs =
        List.of(
            new Pair(FlipOutcome.BOTH_RIGHT, 0, 1),
            new Pair(FlipOutcome.BOTH_RIGHT, 0, 2),
            new Pair(FlipOutcome.BOTH_WRONG_SAME, 0, 3));

    assertThat(Estimates.of(FlipMetric.NEGATIVE_FLIP_RATE, weighted(pairs, 1), 0.95))
        .isEqualTo(Estimate.of(0, WilsonInterval.of(0, 36 / 14.0, 0.95), "wilson"));
  }

  @Test
  void weightsWhoseSquaresAreNoDoublesHaveNoInterval() {
    for (double weight : new double[] {1e200, 1e-200}) {
      List<Pair> pairs =
          List.of(
              new Pair(FlipOutcome.BOTH_RIGHT, 0.5, weight),
              new Pair(FlipOutcome.NEGATIVE_FLIP, -0.5, weight));

      for (FlipMetric metric : FlipMetric.values()) {
        assertThat(Estimates.haveInterval(metric, weighted(pairs, 1))).isFalse();
        assertThat(Estimates.of(metric, weighted(pairs, 1), 0.95).low()).isEmpty();
      }
    }
  }
}
