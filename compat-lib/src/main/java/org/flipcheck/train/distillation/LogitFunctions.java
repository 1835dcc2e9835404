package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What losses are made of: functions of logits of the shape (batch, classes), float32 or float64,
 * one value per row. All go through the logarithm of the softmax, so they and their gradients are
 * finite whatever the size of finite logits.
 */
public final class LogitFunctions {

  private LogitFunctions() {}

  /**
   * Cross-entropy with labels: &minus;log softmax(z)<sub>y</sub>.
   *
   * @param logits being trained
   * @param labels columns, of the shape (batch), int64
   * @return in nats, of the shape (batch)
   */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return logits.logSoftmax(1).gather(labels.expandDims(1), 1).squeeze(1).neg();
  }

  /**
   * Cross-entropy with probabilities: &minus;&Sigma;<sub>c</sub> p<sub>c</sub> log
   * softmax(z)<sub>c</sub>.
   *
   * @param logits being trained
   * @param probabilities of the same shape; no gradient flows to them
   * @return in nats, of the shape (batch)
   */
  public static NDArray softCrossEntropy(NDArray logits, NDArray probabilities) {
    return probabilities.stopGradient().mul(logits.logSoftmax(1)).sum(new int[] {1}).neg();
  }

  /**
   * Kullback-Leibler divergence of softened answers, teacher first: KL(softmax(t/&tau;) &Vert;
   * softmax(z/&tau;)), without the factor &tau;&sup2;.
   *
   * @param student logits being trained
   * @param teacher of the same shape; minus infinity is a class that it gives no probability; no
   *     gradient flows to it
   * @param temperature &tau;, above 0
   * @return in nats, at least 0 up to rounding, of the shape (batch)
   */
  public static NDArray divergence(NDArray student, NDArray teacher, double temperature) {
    NDArray scaled = teacher.stopGradient().div(temperature);
    // Where a class has no probability its logarithm is minus infinity, and 0 times that is NaN.
    NDArray logTeacher = scaled.logSoftmax(1).maximum(-Float.MAX_VALUE);
    NDArray logStudent = student.div(temperature).logSoftmax(1);
    return scaled.softmax(1).mul(logTeacher.sub(logStudent)).sum(new int[] {1});
  }

  /** Some columns, in the order asked for. */
  static NDArray columns(NDArray rows, int[] columns) {
    long width = rows.getShape().get(1);
    if (columns.length == width && isAscending(columns)) {
      return rows;
    }
    return rows.gather(index(rows, columns), 1);
  }

  /** The same columns for each row, of the shape (batch, columns), int64. */
  static NDArray index(NDArray rows, int[] columns) {
    return rows.getManager()
        .create(Arrays.stream(columns).asLongStream().toArray(), new Shape(1, columns.length))
        .broadcast(new Shape(rows.getShape().get(0), columns.length));
  }

  private static boolean isAscending(int[] columns) {
    return IntStream.range(0, columns.length).allMatch(i -> columns[i] == i);
  }
}
