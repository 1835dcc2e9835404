package org.flipcheck.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.FlipTable;
import org.flipcheck.metrics.PairSummary;
import org.flipcheck.metrics.PairSummary.Content;
import org.flipcheck.metrics.ScoreTable;
import org.flipcheck.metrics.SquaredSums;

/**
 * How often 95% intervals hold the truth: comparisons are drawn from a population of pairs whose
 * metrics are known, and estimated as results are. The old model's accuracy is 0.85, a pair flips
 * positively as often as negatively, but at most 0.1 of the time. A third of the scores does not
 * change, the changes of the others are normal.
 */
final class CoverageSimulation {

  /** How the pairs of a population weigh. */
  enum Weights {
    /** All the same, in an unweighted comparison. */
    NONE,
    /** Log-normal, σ = 1, whatever the outcome. */
    LOG_NORMAL,
    /** A tenth of the pairs weighs 10, and flips negatively twice as often as the others. */
    HEAVY_FLIPS
  }

  /**
   * What was found in one setting.
   *
   * @param interval metric and method
   * @param flipRate share of pairs that flip negatively
   * @param n pairs of each comparison
   * @param held share of intervals that held the truth
   * @param below share of intervals wholly below it
   * @param above share of intervals wholly above it
   * @param width mean width
   */
  record Line(
      String interval,
      double flipRate,
      int n,
      double held,
      double below,
      double above,
      double width) {}

  private static final double OLD_ACCURACY = 0.85;
  private static final int KINDS = 4096;

  /** Both right, negative flip, positive flip, both wrong. */
  private static final int OUTCOMES = 4;

  /** The metrics looked at, with their method. */
  private record Question(FlipMetric metric, IntervalMethod method) {
    String name() {
      return metric.key() + " " + Intervals.method(metric, method);
    }
  }

  private static final List<Question> FLIPS =
      List.of(
          new Question(FlipMetric.NEGATIVE_FLIP_RATE, IntervalMethod.WILSON),
          new Question(FlipMetric.NEGATIVE_FLIP_RATE, IntervalMethod.CLOPPER_PEARSON),
          new Question(FlipMetric.ACCURACY_DELTA, IntervalMethod.WILSON),
          new Question(FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE, IntervalMethod.WILSON));

  private static final List<Question> MEANS =
      List.of(
          new Question(FlipMetric.MEAN_SCORE_DELTA, IntervalMethod.WILSON),
          new Question(FlipMetric.MEAN_REGRESSION, IntervalMethod.WILSON));

  private final Weights weights;
  private final double flipRate;
  private final double[] weightOfKind = new double[KINDS];
  private final double[] deltaOfKind = new double[KINDS];

  CoverageSimulation(Weights weights, double flipRate) {
    this.weights = weights;
    this.flipRate = flipRate;
    SplittableRandom random = new SplittableRandom(4096);
    for (int kind = 0; kind < KINDS; kind++) {
      double deviation = NormalQuantile.ofUpperTail((kind + 0.5) / KINDS);
      weightOfKind[kind] =
          switch (weights) {
            case NONE -> 1;
            case LOG_NORMAL -> Math.exp(deviation);
            case HEAVY_FLIPS -> kind % 10 == 0 ? 10 : 1;
          };
      double change = 0.01 + 0.3 * NormalQuantile.ofUpperTail(random.nextDouble());
      deltaOfKind[kind] = random.nextInt(3) == 0 ? 0 : change;
    }
  }

  /** Draws comparisons of {@code n} pairs, and looks how often each interval holds the truth. */
  List<Line> run(int n, int runs, long seed) {
    List<Question> questions = new ArrayList<>(FLIPS);
    questions.addAll(MEANS);
    PairSummary population = population();
    Map<Question, double[]> found = new LinkedHashMap<>();
    questions.forEach(question -> found.put(question, new double[5]));
    SplittableRandom random =
        new SplittableRandom(seed + 1_000_003L * n + Math.round(1e6 * flipRate));
    for (int run = 0; run < runs; run++) {
      PairSummary drawn = draw(n, random);
      found.forEach((question, counts) -> count(question, drawn, population, counts));
    }
    List<Line> lines = new ArrayList<>();
    found.forEach((question, counts) -> lines.add(line(question, n, counts)));
    return lines;
  }

  private static void count(
      Question question, PairSummary drawn, PairSummary population, double[] counts) {
    Estimate estimate = Estimates.of(question.metric, drawn, 0.95, question.method);
    if (estimate.low().isEmpty()) {
      return;
    }
    double truth = question.metric.of(population).value().getAsDouble();
    double low = estimate.low().getAsDouble();
    double high = estimate.high().getAsDouble();
    counts[0]++;
    counts[1] += low <= truth && truth <= high ? 1 : 0;
    counts[2] += high < truth ? 1 : 0;
    counts[3] += low > truth ? 1 : 0;
    counts[4] += high - low;
  }

  private Line line(Question question, int n, double[] counts) {
    double intervals = counts[0];
    return new Line(
        question.name(),
        flipRate,
        n,
        counts[1] / intervals,
        counts[2] / intervals,
        counts[3] / intervals,
        counts[4] / intervals);
  }

  /** Shares of the outcomes of a kind of pair. */
  private double[] shares(int kind) {
    double negative = flipRate;
    if (weights == Weights.HEAVY_FLIPS) {
      negative *= kind % 10 == 0 ? 2 : 1;
    }
    double positive = Math.min(flipRate, 0.1);
    return new double[] {OLD_ACCURACY - negative, negative, positive, 1 - OLD_ACCURACY - positive};
  }

  /** All kinds of pairs, each with its outcomes in their shares: its metrics are the truth. */
  private PairSummary population() {
    Sums sums = new Sums();
    for (int kind = 0; kind < KINDS; kind++) {
      double[] shares = shares(kind);
      for (int outcome = 0; outcome < OUTCOMES; outcome++) {
        sums.add(outcome, deltaOfKind[kind], shares[outcome] * weightOfKind[kind]);
      }
    }
    return sums.summary(KINDS, true);
  }

  private PairSummary draw(int n, SplittableRandom random) {
    double[][] thresholds = {cumulative(0), cumulative(1)};
    Sums sums = new Sums();
    for (int i = 0; i < n; i++) {
      int kind = random.nextInt() & (KINDS - 1);
      double u = random.nextDouble();
      double[] limits = thresholds[kind % 10 == 0 ? 0 : 1];
      int outcome = u < limits[0] ? 0 : u < limits[1] ? 1 : u < limits[2] ? 2 : 3;
      sums.add(outcome, deltaOfKind[kind], weightOfKind[kind]);
    }
    return sums.summary(n, weights != Weights.NONE);
  }

  private double[] cumulative(int kind) {
    double[] shares = shares(kind);
    return new double[] {shares[0], shares[0] + shares[1], shares[0] + shares[1] + shares[2]};
  }

  /** What {@code PairTally} adds up, in plain doubles: there are billions of pairs. */
  private static final class Sums {
    private final double[] weight = new double[OUTCOMES];
    private final double[] square = new double[OUTCOMES];
    private final double[] gains = new double[5];
    private final double[] falls = new double[5];

    void add(int outcome, double delta, double w) {
      weight[outcome] += w;
      square[outcome] += w * w;
      if (delta != 0) {
        double[] side = delta > 0 ? gains : falls;
        double change = Math.abs(delta);
        side[0] += w;
        side[1] += w * change;
        side[2] += w * w;
        side[3] += w * w * change;
        side[4] += w * change * w * change;
      }
    }

    PairSummary summary(int n, boolean weighted) {
      return new PairSummary(
          new Content(true, true, true, weighted),
          n,
          Optional.empty(),
          Optional.of(table(weight)),
          Optional.of(scores(weight, 0)),
          Optional.empty(),
          Optional.of(
              new SquaredSums(
                  Optional.of(table(square)),
                  Optional.of(scores(square, 2)),
                  Optional.empty(),
                  gains[4],
                  falls[4])));
    }

    private static FlipTable table(double[] cells) {
      return new FlipTable(cells[0], cells[1], cells[2], cells[3], OptionalDouble.of(cells[3]));
    }

    private ScoreTable scores(double[] cells, int from) {
      return new ScoreTable(
          cells[0] + cells[1] + cells[2] + cells[3],
          gains[from],
          falls[from],
          gains[from + 1],
          falls[from + 1]);
    }
  }
}
