package org.flipcheck.stats;

import java.util.List;
import java.util.Optional;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipMetric.Kind;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.Ratio;
import org.flipcheck.metrics.ScoreTable;
import org.flipcheck.metrics.SquaredSums;
import org.flipcheck.stats.EffectiveSample.Part;

/** Chooses the interval that suits a metric's kind, and hands it the counts. */
final class Intervals {

  private Intervals() {}

  static boolean exist(FlipMetric metric, PairSummary summary) {
    boolean needsSquares = summary.content().weights() || metric.kind() == Kind.MEAN;
    boolean unknown = metric.kind() == Kind.MEAN && summary.replicates().isPresent();
    return !unknown && (!needsSquares || summary.squares().isPresent());
  }

  static String method(FlipMetric metric, IntervalMethod ofProportions) {
    return switch (metric.kind()) {
      case PROPORTION -> ofProportions.key();
      case PAIRED_DIFFERENCE -> PairedDifferenceInterval.METHOD;
      case RATIO -> RelativeRateInterval.METHOD;
      case MEAN -> MeanInterval.METHOD;
    };
  }

  /**
   * The interval of a metric that has a value, if every count were {@code factor} times as large.
   *
   * @param z half its width, in deviations of a normal distribution
   * @return empty where the summary lacks the sums of squares, or holds less than two values of a
   *     mean
   */
  static Optional<Interval> of(
      FlipMetric metric, PairSummary summary, double factor, IntervalMethod method, double z) {
    if (!exist(metric, summary)) {
      return Optional.empty();
    }
    double share = GroupedSample.share(metric, summary, factor, z);
    return share == 0
        ? Optional.of(GroupedSample.range(metric, summary))
        : ofIndependent(metric, summary, share * factor, method, z);
  }

  private static Optional<Interval> ofIndependent(
      FlipMetric metric, PairSummary summary, double factor, IntervalMethod method, double z) {
    return switch (metric.kind()) {
      case PROPORTION -> {
        Ratio counts = effectiveCounts(metric, summary);
        yield Optional.of(
            method.interval(factor * counts.numerator(), factor * counts.denominator(), z));
      }
      case PAIRED_DIFFERENCE ->
          effectiveTable(metric, summary)
              .map(table -> PairedDifferenceInterval.ofQuantile(scaled(table, factor), z));
      case RATIO ->
          effectiveTable(metric, summary)
              .map(table -> RelativeRateInterval.ofQuantile(scaled(table, factor), z));
      case MEAN ->
          Optional.of(sums(metric, summary))
              .filter(sums -> MeanInterval.exists(sums, factor))
              .map(sums -> MeanInterval.ofQuantile(sums, factor, z));
    };
  }

  /** Numerator and denominator of a proportion, in pairs; of weighted ones, in effective pairs. */
  static Ratio effectiveCounts(FlipMetric metric, PairSummary summary) {
    Ratio ratio = metric.of(summary);
    if (!summary.content().weights()) {
      return ratio;
    }
    Ratio squares = metric.of(summary.ofSquares().orElseThrow());
    double perWeight =
        EffectiveSample.ofProportion(
            ratio.numerator(), ratio.denominator(), squares.numerator(), squares.denominator());
    double trials = perWeight * ratio.denominator();
    return Ratio.of(Math.min(perWeight * ratio.numerator(), trials), trials, "there is no pair");
  }

  static Optional<FlipTable> effectiveTable(FlipMetric metric, PairSummary summary) {
    Optional<FlipTable> table = summary.table();
    if (!summary.content().weights()) {
      return table;
    }
    Optional<FlipTable> squares = summary.squares().flatMap(SquaredSums::table);
    return table.map(t -> scaled(t, EffectiveSample.perWeight(parts(metric, t, squares.get()))));
  }

  /** The cells with what a unit of weight in them adds to the metric, on the metric's own scale. */
  private static List<Part> parts(FlipMetric metric, FlipTable t, FlipTable squares) {
    double n = t.n();
    double negative = t.negativeFlips();
    if (metric.kind() == Kind.PAIRED_DIFFERENCE) {
      double difference = (t.positiveFlips() - negative) / n;
      return parts(t, squares, -difference, -1 - difference, 1 - difference, -difference);
    }
    double ofRight = negative / n - negative / t.oldRight();
    double ofWrong = negative / n - negative / t.newWrong();
    return parts(t, squares, ofRight, 1 + ofRight - negative / t.newWrong(), negative / n, ofWrong);
  }

  private static List<Part> parts(
      FlipTable t,
      FlipTable squares,
      double ofBothRight,
      double ofNegative,
      double ofPositive,
      double ofBothWrong) {
    return List.of(
        new Part(t.bothRight(), squares.bothRight(), ofBothRight),
        new Part(t.negativeFlips(), squares.negativeFlips(), ofNegative),
        new Part(t.positiveFlips(), squares.positiveFlips(), ofPositive),
        new Part(t.bothWrong(), squares.bothWrong(), ofBothWrong));
  }

  static FlipTable scaled(FlipTable table, double factor) {
    return factor == 1
        ? table
        : new FlipTable(
            factor * table.bothRight(),
            factor * table.negativeFlips(),
            factor * table.positiveFlips(),
            factor * table.bothWrong(),
            table.bothWrongSame());
  }

  private static MeanInterval.Sums sums(FlipMetric metric, PairSummary summary) {
    ScoreTable w = summary.scores().orElseThrow();
    SquaredSums squares = summary.squares().orElseThrow();
    ScoreTable s = squares.scores().orElseThrow();
    return switch (metric) {
      case MEAN_GAIN ->
          new MeanInterval.Sums(
              w.gains(), w.gainSum(), s.gains(), s.gainSum(), squares.gainSquares());
      case MEAN_REGRESSION ->
          new MeanInterval.Sums(
              w.regressions(),
              w.regressionSum(),
              s.regressions(),
              s.regressionSum(),
              squares.regressionSquares());
      default ->
          new MeanInterval.Sums(
              w.n(),
              w.gainSum() - w.regressionSum(),
              s.n(),
              s.gainSum() - s.regressionSum(),
              squares.gainSquares() + squares.regressionSquares());
    };
  }
}
