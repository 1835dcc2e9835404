package org.flipcheck.train.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.flipcheck.train.LabelledExamples;

/** Examples that stay in some compact form until batches of them are asked for. */
final class DenseExamples implements LabelledExamples {

  private final List<String> classes;
  private final Shape shape;
  private final int[] labels;
  private final Compact compact;

  /** What holds the examples in compact form. */
  interface Compact {
    /**
     * Writes the inputs of an example.
     *
     * @param example from 0
     * @param inputs receives them; zeros before
     * @param offset where the example begins there
     */
    void expand(int example, float[] inputs, int offset);
  }

  /**
   * Examples.
   *
   * @param shape of one example
   * @param labels the class of each example, which belong to this object from now on
   */
  DenseExamples(List<String> classes, Shape shape, int[] labels, Compact compact) {
    this.classes = classes;
    this.shape = shape;
    this.labels = labels;
    this.compact = compact;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape inputShape() {
    return shape;
  }

  @Override
  public int label(int example) {
    return labels[example];
  }

  @Override
  public NDArray inputs(NDManager manager, int[] examples) {
    int length = Math.toIntExact(shape.size());
    float[] inputs = new float[Math.multiplyExact(examples.length, length)];
    for (int i = 0; i < examples.length; i++) {
      compact.expand(examples[i], inputs, i * length);
    }
    return manager.create(inputs, new Shape(examples.length).addAll(shape));
  }
}
