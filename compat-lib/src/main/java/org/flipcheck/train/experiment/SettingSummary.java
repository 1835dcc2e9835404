package org.flipcheck.train.experiment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.stats.Interval;
import org.flipcheck.stats.MeanInterval;
import org.flipcheck.stats.PairedDifferenceInterval;
import org.flipcheck.stats.WilsonInterval;

/**
 * What one method came to on the test examples, over the seeds of a setting and recipe. Intervals
 * of accuracies and rates are those of one seed of average counts: seeds share test examples, so
 * five of them do not make five times as many.
 */
final class SettingSummary {

  /** The least relative reduction of the negative flip rate that is worth the method. */
  static final double REACH = 0.3;

  private static final double CONFIDENCE = 0.95;

  private final Method method;
  private final List<SeedRun> runs;
  private final List<CurvePoint> chosen;

  private SettingSummary(Method method, List<SeedRun> runs, List<CurvePoint> chosen) {
    this.method = method;
    this.runs = runs;
    this.chosen = chosen;
  }

  static SettingSummary of(Method method, List<SeedRun> runs, SelectionRule rule) {
    return new SettingSummary(
        method, runs, runs.stream().map(run -> run.chosen(method, rule)).toList());
  }

  /** The method at one weight or margin in all runs, whatever a rule would choose. */
  static SettingSummary at(Method method, CurvePoint like, List<SeedRun> runs) {
    return new SettingSummary(
        method,
        runs,
        runs.stream()
            .map(
                run ->
                    run.curve(method).stream()
                        .filter(point -> isAlike(point, like))
                        .findFirst()
                        .orElseThrow())
            .toList());
  }

  private static boolean isAlike(CurvePoint point, CurvePoint like) {
    return point.oldWeight() == like.oldWeight() && point.margin().equals(like.margin());
  }

  Method method() {
    return method;
  }

  List<SeedRun> runs() {
    return runs;
  }

  /** The chosen point of each run. */
  List<CurvePoint> chosen() {
    return chosen;
  }

  /** The chosen weight of the old model, by run. */
  double[] oldWeights() {
    return chosen.stream().mapToDouble(CurvePoint::oldWeight).toArray();
  }

  double accuracy() {
    return sum(point -> point.test().right()) / tests();
  }

  Interval accuracyInterval() {
    return wilson(sum(point -> point.test().right()), tests());
  }

  /** Accuracy minus the new model's. */
  double accuracyChange() {
    return (sum(point -> point.test().againstNew().positiveFlips())
            - sum(point -> point.test().againstNew().negativeFlips()))
        / tests();
  }

  Interval accuracyChangeInterval() {
    double seeds = runs.size();
    FlipCounts pooled =
        chosen.stream()
            .map(point -> point.test().againstNew())
            .reduce(FlipCounts.ZERO, FlipCounts::plus);
    return PairedDifferenceInterval.ofCells(
        pooled.bothRight() / seeds,
        pooled.positiveFlips() / seeds,
        pooled.negativeFlips() / seeds,
        pooled.bothWrong() / seeds,
        CONFIDENCE);
  }

  /** Accuracy minus the new model's, by run. */
  double[] accuracyChanges() {
    return chosen.stream().mapToDouble(point -> point.test().accuracyChange()).toArray();
  }

  /** Student's interval of the mean of {@link #accuracyChanges}; none for fewer than two seeds. */
  Optional<Interval> accuracyChangeOverSeeds() {
    return MeanInterval.of(accuracyChanges(), CONFIDENCE);
  }

  /** Accuracy on test examples of the classes that the old model knows. */
  double knownAccuracy() {
    return sum(point -> point.known().right()) / knownTests();
  }

  /** Accuracy on the others; empty where the old model knows all classes. */
  OptionalDouble addedAccuracy() {
    double added = tests() - knownTests();
    return added == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum(point -> point.test().right() - point.known().right()) / added);
  }

  /** NFR among all test examples, of which those of added classes cannot be negative flips. */
  double negativeFlipRateOfAll() {
    return negativeFlips() / tests();
  }

  /** NFR minus the new model's, among test examples of the classes that the old model knows. */
  double negativeFlipRateChange() {
    return (negativeFlips() - negativeFlipsOfNew()) / knownTests();
  }

  /** Its interval, paired: an example is a flip of both models, of one of them, or of none. */
  Interval negativeFlipRateChangeInterval() {
    double seeds = runs.size();
    double both = sum(point -> point.known().sharedFlips());
    double own = negativeFlips() - both;
    double ofNew = negativeFlipsOfNew() - both;
    return PairedDifferenceInterval.ofCells(
        both / seeds,
        own / seeds,
        ofNew / seeds,
        (knownTests() - both - own - ofNew) / seeds,
        CONFIDENCE);
  }

  /** NFR among test examples of the classes that the old model knows. */
  double negativeFlipRate() {
    return negativeFlips() / knownTests();
  }

  Interval negativeFlipRateInterval() {
    return wilson(negativeFlips(), knownTests());
  }

  /** Against the new model: right answers of it that are gone, among all test examples. */
  double lostOfNew() {
    return sum(point -> point.test().againstNew().negativeFlips()) / tests();
  }

  /**
   * How much smaller the negative flips are than the new model's, all runs together.
   *
   * @return at most 1; empty where the new model has none
   */
  OptionalDouble reduction() {
    double before = negativeFlipsOfNew();
    return before == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - negativeFlips() / before);
  }

  /** The same of each run; a run whose new model has no negative flip has none. */
  double[] reductions() {
    return IntStream.range(0, runs.size())
        .filter(i -> flips(runs.get(i).only(Method.NEW)) > 0)
        .mapToDouble(i -> 1 - (double) flips(chosen.get(i)) / flips(runs.get(i).only(Method.NEW)))
        .toArray();
  }

  /** Student's interval of the mean reduction, over seeds; none for fewer than two. */
  Optional<Interval> reductionInterval() {
    return MeanInterval.of(reductions(), CONFIDENCE);
  }

  /**
   * Whether it reaches {@link #REACH} at no loss of accuracy beyond noise: neither the interval of
   * the change over examples nor that over seeds lies below 0.
   */
  boolean reaches() {
    return reduction().orElse(0) >= REACH
        && accuracyChangeInterval().high() >= 0
        && accuracyChangeOverSeeds().map(Interval::high).orElse(0.0) >= 0;
  }

  private double negativeFlips() {
    return sum(SettingSummary::flips);
  }

  private double negativeFlipsOfNew() {
    return runs.stream().mapToDouble(run -> flips(run.only(Method.NEW))).sum();
  }

  private static long flips(CurvePoint point) {
    return point.test().againstOld().negativeFlips();
  }

  private double tests() {
    return sum(point -> point.test().n());
  }

  private double knownTests() {
    return runs.stream().mapToDouble(SeedRun::knownTest).sum();
  }

  private double sum(ToLongFunction<CurvePoint> value) {
    return chosen.stream().mapToLong(value).sum();
  }

  private Interval wilson(double successes, double trials) {
    return WilsonInterval.of(successes / runs.size(), trials / runs.size(), CONFIDENCE);
  }
}
