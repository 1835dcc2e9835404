package org.flipcheck.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.flipcheck.metrics.CorrectnessRule.Threshold;
import org.flipcheck.metrics.ThresholdCounts.Truth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdSweepTest {

  private static final Comparator<OperatingPoint> ORDER =
      Comparator.comparingLong(OperatingPoint::negativeFlips)
          .thenComparingLong(point -> point.negativeFlips() + point.positiveFlips())
          .thenComparingDouble(point -> -point.precision().getAsDouble());

  private record Pair(Truth truth, double oldScore, double newScore) {}

  private static ThresholdCounts count(Threshold rule, List<Pair> pairs) {
    ThresholdCounts counts = new ThresholdCounts();
    pairs.forEach(p -> counts.add(rule, p.truth(), p.oldScore(), p.newScore()));
    return counts;
  }

  private static long number(List<Pair> pairs, java.util.function.Predicate<Pair> which) {
    return pairs.stream().filter(which).count();
  }

  /** The same by looking at every pair. */
  private static OperatingPoint at(double t, double oldThreshold, List<Pair> pairs) {
    long positives = number(pairs, p -> p.truth() == Truth.POSITIVE);
    long tp = number(pairs, p -> p.truth() == Truth.POSITIVE && p.newScore() >= t);
    long fp = number(pairs, p -> p.truth() == Truth.NEGATIVE && p.newScore() >= t);
    return new OperatingPoint(
        t,
        number(pairs, p -> p.oldScore() >= oldThreshold && p.newScore() < t),
        number(pairs, p -> p.oldScore() < oldThreshold && p.newScore() >= t),
        tp + fp == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) tp / (tp + fp)),
        positives == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) tp / positives));
  }

  private static Optional<OperatingPoint> bruteForce(
      DoubleStream candidates, Threshold rule, List<Pair> pairs) {
    OperatingPoint present = at(rule.newThreshold(), rule.oldThreshold(), pairs);
    if (present.precision().isEmpty()) {
      return Optional.empty();
    }
    return DoubleStream.concat(candidates, DoubleStream.of(rule.newThreshold()))
        .mapToObj(t -> at(t, rule.oldThreshold(), pairs))
        .filter(p -> p.precision().orElse(-1) >= present.precision().getAsDouble())
        .min(
            ORDER
                .thenComparingDouble(p -> Math.abs(p.threshold() - rule.newThreshold()))
                .thenComparingDouble(p -> -p.threshold()));
  }

  private static List<Pair> pairs(Random random, int n, DoubleUnaryOperator score) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Truth truth = Truth.ofCode(random.nextInt(3));
      double lift = truth == Truth.POSITIVE ? 0.25 : 0;
      pairs.add(
          new Pair(
              truth,
              score.applyAsDouble(random.nextDouble() * 0.75 + lift),
              score.applyAsDouble(random.nextDouble() * 0.75 + lift)));
    }
    return pairs;
  }

  private static DoubleStream edges() {
    return IntStream.iterate(ScoreBins.LAST, b -> b > ScoreBins.FIRST, ScoreBins::below)
        .mapToDouble(ScoreBins::edge);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void isTheBestOfAllEdgesWhereverTheScoresLie(int seed) {
    Random random = new Random(seed);
    double scale = seed % 2 == 0 ? 1 : -3;
    List<Pair> pairs = pairs(random, 25, x -> scale * x);
    Threshold rule =
        new Threshold(scale * random.nextDouble(), scale * (0.3 + random.nextDouble() / 3));
    ThresholdSweep sweep = new ThresholdSweep(count(rule, pairs), rule.newThreshold());
    assertThat(sweep.present()).isEqualTo(at(rule.newThreshold(), rule.oldThreshold(), pairs));
    assertThat(sweep.best()).isEqualTo(bruteForce(edges(), rule, pairs));
  }

  /** Where scores are edges, no threshold at all is better: those between scores are as good. */
  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13, 14, 15, 16})
  void isTheBestOfAllScoresWhereTheyAreEdges(int seed) {
    Random random = new Random(seed);
    List<Pair> pairs = pairs(random, 300, x -> ScoreBins.edge(ScoreBins.of(x)));
    Threshold rule = new Threshold(0.5, 0.4 + random.nextInt(64) / 256.0);
    OperatingPoint best =
        new ThresholdSweep(count(rule, pairs), rule.newThreshold()).best().orElseThrow();
    DoubleStream scores = pairs.stream().mapToDouble(Pair::newScore);
    OperatingPoint exact = bruteForce(scores, rule, pairs).orElseThrow();
    assertThat(ORDER.compare(best, exact)).isZero();
    assertThat(best).isEqualTo(at(best.threshold(), rule.oldThreshold(), pairs));
  }

  /** Counted by hand: at 0.75 the new model loses b and c, and one of two that pass is positive. */
  @Test
  void aLowerThresholdWinsFlipsBackAtEqualPrecision() {
    List<Pair> pairs =
        List.of(
            new Pair(Truth.POSITIVE, 0.9, 0.875), // a
            new Pair(Truth.POSITIVE, 0.9, 0.625), // b
            new Pair(Truth.NEGATIVE, 0.6, 0.5), // c
            new Pair(Truth.NEGATIVE, 0.1, 0.9), // d
            new Pair(Truth.NEGATIVE, 0.2, 0.25)); // e
    Threshold rule = new Threshold(0.5, 0.75);
    ThresholdCounts counts = count(rule, pairs);
    assertThat(counts.flips(true, true)).isEqualTo(2);
    assertThat(counts.flips(true, false)).isZero();
    assertThat(counts.flips(false, false)).isEqualTo(1);
    assertThat(counts.flips(false, true)).isZero();
    ThresholdSweep sweep = new ThresholdSweep(counts, 0.75);
    assertThat(sweep.present())
        .isEqualTo(point(0.75, 2, 1, OptionalDouble.of(0.5), OptionalDouble.of(0.5)));
    // At 0.5 it would lose none and pass two of four: precision 1/2 again.
    assertThat(sweep.best())
        .contains(point(0.5, 0, 1, OptionalDouble.of(0.5), OptionalDouble.of(1)));
  }

  private static OperatingPoint point(
      double t, long negative, long positive, OptionalDouble precision, OptionalDouble recall) {
    return new OperatingPoint(t, negative, positive, precision, recall);
  }

  @Test
  void thresholdsWithoutPrecisionAreNone() {
    Threshold rule = new Threshold(0.5, 0.75);
    ThresholdSweep none =
        new ThresholdSweep(count(rule, List.of(new Pair(Truth.POSITIVE, 0.9, 0.5))), 0.75);
    assertThat(none.best()).isEmpty();
    assertThat(none.obstacle()).contains("no labelled example passes the present threshold");
    ThresholdSweep unlabelled =
        new ThresholdSweep(count(rule, List.of(new Pair(Truth.MISSING, 0.9, 0.8))), 0.75);
    assertThat(unlabelled.obstacle())
        .contains("precision needs labels that are true or false, 1 or 0");
    ThresholdSweep named =
        new ThresholdSweep(
            count(
                rule, List.of(new Pair(Truth.of("cat"), 0.9, 0.8), new Pair(Truth.of("1"), 1, 1))),
            0.75);
    assertThat(named.obstacle()).contains("the labels are not all true or false, 1 or 0");
    assertThat(named.best()).isEmpty();
  }

  @Test
  void partsAddUpToTheWhole() {
    List<Pair> pairs = pairs(new Random(3), 400, x -> 4 * x - 2);
    Threshold rule = new Threshold(0.1, 0.3);
    ThresholdCounts sum = new ThresholdCounts();
    for (int part = 0; part < 3; part++) {
      int third = part;
      List<Pair> some =
          IntStream.range(0, pairs.size())
              .filter(i -> i % 3 == third)
              .mapToObj(pairs::get)
              .toList();
      count(rule, some).forEach(sum.receiver());
    }
    assertThat(told(sum)).isEqualTo(told(count(rule, pairs))).hasSizeGreaterThan(300);
  }

  private static List<String> told(ThresholdCounts counts) {
    List<String> lines = new ArrayList<>();
    counts.forEach(
        new ThresholdCounts.Receiver() {
          @Override
          public void addFlips(boolean negative, boolean thresholdMoved, long n) {
            lines.add("flips %s %s %d".formatted(negative, thresholdMoved, n));
          }

          @Override
          public void addPairs(Truth truth, boolean oldRight, boolean newRight, long n) {
            lines.add("pairs %s %s %s %d".formatted(truth, oldRight, newRight, n));
          }

          @Override
          public void addBin(Truth truth, boolean oldRight, int bin, long n) {
            lines.add("bin %s %s %d %d".formatted(truth, oldRight, bin, n));
          }
        });
    return lines;
  }
}
