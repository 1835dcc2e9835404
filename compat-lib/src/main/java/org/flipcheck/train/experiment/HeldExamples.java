package org.flipcheck.train.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.flipcheck.train.LabelledExamples;

/**
 * Examples that many models are asked about: their inputs stay in native memory until this is
 * closed, where making them anew would take longer than the models do.
 */
final class HeldExamples implements LabelledExamples, AutoCloseable {

  private final LabelledExamples examples;
  private final NDManager owner;
  private final NDArray inputs;

  HeldExamples(LabelledExamples examples) {
    this.examples = examples;
    this.owner = NDManager.newBaseManager();
    this.inputs = examples.inputs(owner, IntStream.range(0, examples.size()).toArray());
  }

  @Override
  public List<String> classes() {
    return examples.classes();
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public Shape inputShape() {
    return examples.inputShape();
  }

  @Override
  public int label(int example) {
    return examples.label(example);
  }

  /** Neighbours in their order share the memory; others are copied. */
  @Override
  public NDArray inputs(NDManager manager, int[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (wanted[i] != wanted[0] + i) {
        return examples.inputs(manager, wanted);
      }
    }
    NDArray part = inputs.get(new NDIndex("{}:{}", wanted[0], wanted[0] + wanted.length));
    part.attach(manager);
    return part;
  }

  @Override
  public void close() {
    owner.close();
  }
}
