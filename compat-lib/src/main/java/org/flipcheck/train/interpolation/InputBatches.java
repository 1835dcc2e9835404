package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Examples as a model takes them, a batch at a time, so that only one batch is in memory. */
public interface InputBatches {

  /**
   * How many batches there are.
   *
   * @return at least 1
   */
  int count();

  /**
   * The inputs of one batch.
   *
   * @param batch from 0 to {@link #count()} - 1
   * @param scope owner of the arrays, closed after the batch
   * @return the model's inputs, the example first in each
   */
  NDList inputs(int batch, NDManager scope);

  /**
   * Batches of examples that can be had by their indices.
   *
   * @param examples how many there are, at least 1
   * @param batchSize how many make a batch, at least 1; the last may have fewer
   * @param inputs makes the input of some examples, such as {@code images::inputs}
   * @return batches in the order of the examples
   * @throws IllegalArgumentException if a number is below 1
   */
  static InputBatches of(
      int examples, int batchSize, BiFunction<NDManager, int[], NDArray> inputs) {
    if (examples < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "%d examples in batches of %d; both are at least 1".formatted(examples, batchSize));
    }
    return new InputBatches() {
      @Override
      public int count() {
        return (examples - 1) / batchSize + 1;
      }

      @Override
      public NDList inputs(int batch, NDManager scope) {
        int start = batch * batchSize;
        int end = Math.min(start + batchSize, examples);
        return new NDList(inputs.apply(scope, IntStream.range(start, end).toArray()));
      }
    };
  }
}
