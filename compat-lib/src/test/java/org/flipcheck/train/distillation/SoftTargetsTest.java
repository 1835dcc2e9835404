package org.flipcheck.train.distillation;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.flipcheck.train.distillation.Losses.Batch;
import org.junit.jupiter.api.Test;

/** Losses without outside numbers, against their definition written out over doubles. */
class SoftTargetsTest {

  private static final int ROWS = 7;
  private static final int CLASSES = 5;
  private static final double WEIGHT = 0.7;
  private static final double ELSEWHERE = 0.2;

  private final Random random = new Random(11);
  private final double[][] student = logits();
  private final double[][] old = logits();
  private final long[] labels = {0, 1, 2, 3, 4, argMax(old[5]), argMax(old[6])};
  private final Batch batch =
      new Batch(Losses.firstClasses(CLASSES, CLASSES), student, labels, Map.of(Teacher.OLD, old));

  @Test
  void churnDistillation() {
    double[][] targets =
        targets((row, k) -> WEIGHT * softmax(old[row])[k] + (1 - WEIGHT) * isLabel(row, k));

    assertTargets(new ChurnDistillation(WEIGHT), targets);
  }

  @Test
  void anchorDistillation() {
    double[][] targets =
        targets(
            (row, k) ->
                argMax(old[row]) == labels[row]
                    ? WEIGHT * softmax(old[row])[k] + (1 - WEIGHT) * isLabel(row, k)
                    : ELSEWHERE * isLabel(row, k));

    assertTargets(new AnchorDistillation(WEIGHT, ELSEWHERE), targets);
  }

  @Test
  void inhibitionOfTheHighestLogitsIsByRow() {
    int top = 2;
    double margin = 0.25;
    double[] gradient = new double[ROWS * CLASSES];
    double loss = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] teacher = old[row];
      int[] highest =
          IntStream.range(0, CLASSES)
              .boxed()
              .sorted((i, k) -> Double.compare(teacher[k], teacher[i]))
              .limit(top)
              .filter(rowLabelIsNot(row))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int k : highest) {
        double difference = student[row][k] - teacher[k];
        double beyond = Math.max(Math.abs(difference) - margin, 0);
        loss += Math.pow(beyond, 3) / top / ROWS;
        gradient[row * CLASSES + k] = 3 * beyond * beyond * Math.signum(difference) / top / ROWS;
      }
    }
    Losses.Result found =
        Losses.of(
            new FocalDistillation(
                Teacher.OLD,
                new LogitInhibition(margin, 3, OptionalInt.of(top), LogitInhibition.Label.EXCLUDED),
                FocalWeights.UNIFORM),
            batch);

    found.assertClose(loss, 1e-13);
    found.assertGradientClose(gradient, 1e-13);
  }

  private Predicate<Integer> rowLabelIsNot(int row) {
    return k -> k != labels[row];
  }

  private interface Target {
    double of(int row, int column);
  }

  private double[][] targets(Target target) {
    return IntStream.range(0, ROWS)
        .mapToObj(row -> IntStream.range(0, CLASSES).mapToDouble(k -> target.of(row, k)).toArray())
        .toArray(double[][]::new);
  }

  /**
   * Of cross-entropy with targets that add up to s, the gradient is s times softmax less target.
   */
  private void assertTargets(DistillationLoss loss, double[][] targets) {
    double expected = 0;
    double[] gradient = new double[ROWS * CLASSES];
    for (int row = 0; row < ROWS; row++) {
      double[] probabilities = softmax(student[row]);
      double sum = Arrays.stream(targets[row]).sum();
      for (int k = 0; k < CLASSES; k++) {
        expected -= targets[row][k] * Math.log(probabilities[k]) / ROWS;
        gradient[row * CLASSES + k] = (sum * probabilities[k] - targets[row][k]) / ROWS;
      }
    }
    Losses.Result found = Losses.of(loss, batch);
    found.assertClose(expected, 1e-13);
    found.assertGradientClose(gradient, 1e-13);
  }

  private double isLabel(int row, int column) {
    return labels[row] == column ? 1 : 0;
  }

  private double[][] logits() {
    return IntStream.range(0, ROWS)
        .mapToObj(i -> random.doubles(CLASSES, -2, 2).toArray())
        .toArray(double[][]::new);
  }

  private static double[] softmax(double[] logits) {
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    return Arrays.stream(logits).map(logit -> Math.exp(logit) / sum).toArray();
  }

  private static int argMax(double[] logits) {
    return IntStream.range(0, logits.length)
        .reduce((best, k) -> logits[k] > logits[best] ? k : best)
        .orElseThrow();
  }
}
