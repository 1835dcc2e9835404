package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** The logits of one example, outside the engine. */
final class Logits {

  private Logits() {}

  /**
   * The logits that a model gives for one example.
   *
   * @throws InterpolationException if it gives anything but one row
   */
  static double[] row(NDList outputs) {
    if (outputs.size() != 1
        || outputs.get(0).getShape().dimension() != 2
        || outputs.get(0).getShape().get(0) != 1) {
      throw new InterpolationException(
          "for one example the model gives %s; one array of the shape (1, classes) is needed"
              .formatted(outputs.stream().map(output -> output.getShape().toString()).toList()));
    }
    NDArray row = outputs.get(0);
    if (row.getDataType() == DataType.FLOAT64) {
      return row.toDoubleArray();
    }
    float[] floats = row.toType(DataType.FLOAT32, false).toFloatArray();
    double[] values = new double[floats.length];
    Arrays.setAll(values, i -> floats[i]);
    return values;
  }

  /** The index of the largest logit, the lowest such index on ties. */
  static int argMax(double[] logits) {
    return argMax(logits.length, i -> logits[i]);
  }

  /** The same of so many logits, whatever holds them. */
  static int argMax(int count, IntToDoubleFunction logit) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (logit.applyAsDouble(i) > logit.applyAsDouble(best)) {
        best = i;
      }
    }
    return best;
  }

  /** Their probabilities; a logit of minus infinity has none. */
  static double[] softmax(double[] logits) {
    double largest = logits[argMax(logits)];
    double[] exponentials = Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).toArray();
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(exponential -> exponential / sum).toArray();
  }
}
