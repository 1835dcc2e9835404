package org.flipcheck.spark;

import java.util.List;
import java.util.stream.IntStream;

/** What is kept of a vector of logits, one a class. */
final class Logits {

  private final double[] values;
  private final int argMax;
  private final int second;
  private final double runnerUp;
  private double sum;

  private Logits(double[] values, int argMax, int second, double runnerUp) {
    this.values = values;
    this.argMax = argMax;
    this.second = second;
    this.runnerUp = runnerUp;
  }

  /** Reads and checks a list of logits; null with an issue when it is none. */
  static Logits reduce(Object value, Normaliser.Issues issues) {
    double[] values = Values.numbers(value, "logits", issues);
    return values == null ? null : reduce(values, issues);
  }

  /**
   * Checks logits and finds their greatest; null with an issue when there is none.
   *
   * @param values the logits; −0.0 is made 0.0 there, and they are kept, not copied
   */
  static Logits reduce(double[] values, Normaliser.Issues issues) {
    if (values.length == 0) {
      issues.add(Issue.NOT_A_LIST, "logits []");
      return null;
    }
    int argMax = 0;
    int second = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    double runnerUp = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      double value = values[i] + 0.0;
      values[i] = value;
      // Asked this way round, NaN goes the way of a new greatest, which few values go.
      if (!(value <= greatest)) {
        if (!Double.isFinite(value)) {
          return unusable(value, i, issues);
        }
        runnerUp = greatest;
        second = argMax;
        greatest = value;
        argMax = i;
      } else if (value > runnerUp) {
        runnerUp = value;
        second = i;
      } else if (value == Double.NEGATIVE_INFINITY) {
        return unusable(value, i, issues);
      }
    }
    return new Logits(values, argMax, second, runnerUp);
  }

  private static Logits unusable(double value, int index, Normaliser.Issues issues) {
    issues.add(Issue.UNUSABLE, "logit " + value + " at index " + index);
    return null;
  }

  /** Index of the greatest logit; the lowest index on ties. */
  int argMax() {
    return argMax;
  }

  /** Index of the second greatest logit; negative where there is but one. */
  int runnerUp() {
    return values.length == 1 ? -1 : second;
  }

  int length() {
    return values.length;
  }

  /**
   * The greatest logit minus the runner-up: how far the answer is from tipping; 0 for one class.
   */
  double margin() {
    return values.length == 1 ? 0 : values[argMax] - runnerUp;
  }

  /** The softmax probability of the arg-max. */
  double probability() {
    return probability(argMax);
  }

  /** The softmax probability of a class; NaN where no logit is its. */
  double probability(int index) {
    if (index < 0 || index >= values.length) {
      return Double.NaN;
    }
    double greatest = values[argMax];
    if (sum == 0) {
      for (double value : values) {
        sum += Math.exp(value - greatest);
      }
    }
    return Math.exp(values[index] - greatest) / sum;
  }

  /** The indices of the k greatest logits, greatest first, lower indices first on ties. */
  List<Integer> top(int k) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((a, b) -> Double.compare(values[b], values[a]))
        .limit(k)
        .toList();
  }
}
