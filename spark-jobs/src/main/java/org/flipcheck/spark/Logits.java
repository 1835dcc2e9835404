package org.flipcheck.spark;

import java.util.List;
import java.util.stream.IntStream;

/** What is kept of a vector of logits, one a class. */
final class Logits {

  private final double[] values;
  private final int argMax;

  private Logits(double[] values, int argMax) {
    this.values = values;
    this.argMax = argMax;
  }

  /** Reads and checks a list of logits; null with an issue when it is none. */
  static Logits reduce(Object value, Normaliser.Issues issues) {
    double[] values = Values.numbers(value, "logits", issues);
    return values == null ? null : reduce(values, issues);
  }

  /** Checks logits and finds their greatest; null with an issue when there is none. */
  static Logits reduce(double[] values, Normaliser.Issues issues) {
    if (values.length == 0) {
      issues.add(Issue.NOT_A_LIST, "logits []");
      return null;
    }
    int argMax = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        issues.add(Issue.UNUSABLE, "logit " + values[i] + " at index " + i);
        return null;
      }
      values[i] += 0.0;
      if (values[i] > values[argMax]) {
        argMax = i;
      }
    }
    return new Logits(values, argMax);
  }

  /** Index of the greatest logit; the lowest index on ties. */
  int argMax() {
    return argMax;
  }

  int length() {
    return values.length;
  }

  /**
   * The greatest logit minus the runner-up: how far the answer is from tipping; 0 for one class.
   */
  double margin() {
    if (values.length == 1) {
      return 0;
    }
    double second = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      if (i != argMax) {
        second = Math.max(second, values[i]);
      }
    }
    return values[argMax] - second;
  }

  /** The softmax probability of the arg-max. */
  double probability() {
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - values[argMax]);
    }
    return 1 / sum;
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
