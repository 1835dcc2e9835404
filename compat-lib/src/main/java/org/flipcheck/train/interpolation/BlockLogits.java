package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks a live model, in evaluation mode. */
public final class BlockLogits {

  private BlockLogits() {}

  /**
   * The logits of all examples.
   *
   * @param block from inputs to one array of logits of the shape (batch, classes)
   * @param data the examples
   * @return by example and class
   * @throws InterpolationException if the model gives anything else
   */
  public static float[][] of(Block block, InputBatches data) {
    NDManager owner = block.getParameters().get(0).getValue().getArray().getManager();
    List<float[]> rows = new ArrayList<>();
    for (int batch = 0; batch < data.count(); batch++) {
      try (NDManager scope = owner.newSubManager()) {
        NDList outputs =
            block.forward(new ParameterStore(scope, false), data.inputs(batch, scope), false);
        if (outputs.size() != 1 || outputs.get(0).getShape().dimension() != 2) {
          throw new InterpolationException(
              "the model gives %s; one array of the shape (batch, classes) is needed"
                  .formatted(outputs.stream().map(NDArray::getShape).toList()));
        }
        NDArray logits = outputs.get(0).toType(DataType.FLOAT32, false);
        int classes = (int) logits.getShape().get(1);
        float[] values = logits.toFloatArray();
        for (int start = 0; start < values.length; start += classes) {
          rows.add(Arrays.copyOfRange(values, start, start + classes));
        }
      }
    }
    return rows.toArray(new float[0][]);
  }

  /**
   * The answers that logits give.
   *
   * @param logits by example and class
   * @return by example the index of the largest, the lowest on ties
   */
  public static int[] answers(float[][] logits) {
    return Arrays.stream(logits).mapToInt(row -> Logits.argMax(row.length, i -> row[i])).toArray();
  }
}
