package org.flipcheck.stats;

import java.util.Locale;
import org.flipcheck.stats.CoverageSimulation.Line;
import org.flipcheck.stats.CoverageSimulation.Weights;

/**
 * Prints how often 95% intervals of every kind hold the truth, over flip rates and numbers of
 * pairs. Not a test: it runs for minutes. {@code mvn -pl compat-lib -Pcoverage
 * process-test-classes} runs it.
 */
public final class CoverageReport {

  private static final double[] FLIP_RATES = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3};
  private static final int[] PAIRS = {100, 1_000, 10_000, 100_000};

  private CoverageReport() {}

  /**
   * Runs the simulation.
   *
   * @param args comparisons drawn in each setting, and the seed; from 100,000 pairs on a tenth of
   *     them
   */
  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    System.out.printf(
        Locale.ROOT, "95%% intervals, %,d comparisons a setting, seed %d%n%n", runs, seed);
    System.out.println(
        "| weights | interval | flip rate | pairs | held % | below % | above % | width |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (Weights weights : Weights.values()) {
      for (double flipRate : FLIP_RATES) {
        for (int n : PAIRS) {
          int drawn = n < 100_000 ? runs : runs / 10;
          for (Line line : new CoverageSimulation(weights, flipRate).run(n, drawn, seed)) {
            print(weights, line);
          }
        }
      }
    }
  }

  private static void print(Weights weights, Line line) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %,d | %.2f | %.2f | %.2f | %.5f |%n",
        weights.name().toLowerCase(Locale.ROOT),
        line.interval(),
        line.flipRate(),
        line.n(),
        100 * line.held(),
        100 * line.below(),
        100 * line.above(),
        line.width());
  }
}
