package org.flipcheck.select;

import java.util.Map;
import java.util.Random;
import org.flipcheck.metrics.FlipCounts;

/**
 * A family of models that can be interpolated exactly: an example is right if its margin, linear in
 * the weight of the old model plus a bend, is positive.
 */
final class Scores {

  private final double[] old;
  private final double[] now;
  private final double bend;
  int evaluations;
  WeightPoint.Kind kind = WeightPoint.Kind.BCWI;

  Scores(long seed, int n, double correlation, double gain, double bend) {
    Random random = new Random(seed);
    this.bend = bend;
    old = new double[n];
    now = new double[n];
    for (int i = 0; i < n; i++) {
      double common = random.nextGaussian();
      double rest = Math.sqrt(1 - correlation * correlation);
      old[i] = 1 + common;
      now[i] = 1 + gain + correlation * common + rest * random.nextGaussian();
    }
  }

  private boolean right(int i, double weight) {
    return weight * old[i] + (1 - weight) * now[i] + bend * weight * (1 - weight) > 0;
  }

  WeightPoint at(double weight, Map<String, Double> named) {
    evaluations++;
    double effective = named.getOrDefault("head.*", weight) * 0.5 + weight * 0.5;
    return new WeightPoint(kind, weight, named, count(1, effective), count(0, effective));
  }

  FlipCounts update() {
    return count(1, 0);
  }

  private FlipCounts count(double from, double to) {
    long[] cells = new long[4];
    for (int i = 0; i < old.length; i++) {
      cells[(right(i, from) ? 0 : 2) + (right(i, to) ? 0 : 1)]++;
    }
    return FlipCounts.of(cells[0], cells[1], cells[2], cells[3], 0);
  }
}
