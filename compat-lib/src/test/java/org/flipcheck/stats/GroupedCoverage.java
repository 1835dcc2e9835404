package org.flipcheck.stats;

import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;
import org.flipcheck.metrics.FlipMetric;
import org.flipcheck.metrics.PairSummary;

/**
 * How often 95 % intervals hold the truth when examples come in groups: a table for people, by
 * drawing from a known population again and again. {@code main} takes the number of draws of each
 * line, 2,000 by default.
 */
public final class GroupedCoverage {

  static final List<FlipMetric> METRICS =
      List.of(
          FlipMetric.NEGATIVE_FLIP_RATE,
          FlipMetric.ACCURACY_DELTA,
          FlipMetric.BACKWARD_TRUST_COMPATIBILITY,
          FlipMetric.RELATIVE_NEGATIVE_FLIP_RATE);

  private static final int REPLICATES = 1000;
  private static final int LEAST = 5;
  private static final int MOST = 35;
  private static final double Z = NormalQuantile.ofTwoSided(0.95);

  private GroupedCoverage() {}

  /**
   * Prints the table.
   *
   * @param args the number of draws
   */
  public static void main(String[] args) {
    int draws = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    PrintStream out = System.out;
    out.printf(
        "%d draws, %d replicates, groups of %d to %d pairs%n", draws, REPLICATES, LEAST, MOST);
    out.println("groups  rate  correlation  metric  poisson_bootstrap  analytic");
    for (int groups : new int[] {30, 100, 1000}) {
      for (double rate : new double[] {0.02, 0.1}) {
        for (double correlation : new double[] {0, 0.1, 0.3}) {
          print(out, groups, rate, correlation, draws);
        }
      }
    }
  }

  private static void print(
      PrintStream out, int groups, double rate, double correlation, int draws) {
    int[][] held = held(groups, rate, correlation, draws, 1);
    for (int m = 0; m < METRICS.size(); m++) {
      out.printf(
          "%6d  %4.2f  %11.1f  %-28s  %5.1f %%  %5.1f %%%n",
          groups,
          rate,
          correlation,
          METRICS.get(m).key(),
          100.0 * held[m][0] / draws,
          100.0 * held[m][1] / draws);
    }
    out.flush();
  }

  /**
   * How often intervals held the truth.
   *
   * @return for each metric, how often that of the bootstrap did, and that of independent examples
   */
  static int[][] held(int groups, double rate, double correlation, int draws, long seed) {
    GroupedExamples.Population population = new GroupedExamples.Population(rate, correlation);
    SplittableRandom random = new SplittableRandom(seed);
    int[][] held = new int[METRICS.size()][2];
    for (int draw = 0; draw < draws; draw++) {
      GroupedExamples examples = population.draw(groups, LEAST, MOST, random);
      PairSummary grouped = examples.summary(REPLICATES, random.nextLong());
      for (int m = 0; m < held.length; m++) {
        FlipMetric metric = METRICS.get(m);
        double truth = metric.of(population.truth()).value().getAsDouble();
        held[m][0] += holds(metric, grouped, truth) ? 1 : 0;
        held[m][1] += holds(metric, examples.plain(), truth) ? 1 : 0;
      }
    }
    return held;
  }

  private static boolean holds(FlipMetric metric, PairSummary summary, double truth) {
    return Intervals.of(metric, summary, 1, IntervalMethod.WILSON, Z)
        .filter(i -> i.low() <= truth && truth <= i.high())
        .isPresent();
  }
}
