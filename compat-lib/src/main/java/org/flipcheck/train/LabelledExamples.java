package org.flipcheck.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples, each with its true class, that a network learns from or is asked about. They stay on
 * the Java heap in whatever compact form they have; batches become native arrays when they are
 * asked for.
 */
public interface LabelledExamples {

  /**
   * The names of the classes; a label is an index into them.
   *
   * @return every name once
   */
  List<String> classes();

  /**
   * How many examples there are.
   *
   * @return at least 1
   */
  int size();

  /**
   * The shape of one example as a network sees it.
   *
   * @return without the dimension of the batch
   */
  Shape inputShape();

  /**
   * The class of one example.
   *
   * @param example from 0 to {@link #size()} - 1
   * @return from 0 to the number of classes - 1
   */
  int label(int example);

  /**
   * Some examples as a network takes them.
   *
   * @param manager owner of the array
   * @param examples indices, in the order wanted
   * @return shape (examples, then {@link #inputShape()}), float32
   */
  NDArray inputs(NDManager manager, int[] examples);

  /**
   * The classes of some examples as a loss takes them.
   *
   * @param manager owner of the array
   * @param examples indices, in the order wanted
   * @return shape (examples), int64, class indices
   */
  default NDArray labels(NDManager manager, int[] examples) {
    return manager.create(Arrays.stream(examples).mapToLong(this::label).toArray());
  }

  /**
   * Some of these examples, without copying them.
   *
   * @param examples indices, in the order wanted; copied
   * @return a view of as many examples
   * @throws IllegalArgumentException if there is none, or one is outside 0 to {@link #size()} - 1
   */
  default LabelledExamples chosen(int[] examples) {
    return ExampleView.chosen(this, examples);
  }

  /**
   * The first examples of these, without copying them.
   *
   * @param count from 1 to {@link #size()}
   * @return a view of examples 0 to {@code count} - 1
   * @throws IllegalArgumentException if there are not that many
   */
  default LabelledExamples first(int count) {
    if (count < 1 || count > size()) {
      throw new IllegalArgumentException(
          "cannot take the first %d of %d examples".formatted(count, size()));
    }
    return chosen(IntStream.range(0, count).toArray());
  }

  /**
   * The examples of some classes, without copying them: what a model sees that knows these alone.
   *
   * @param names of classes, in the order in which the view numbers them; copied
   * @return a view of all examples whose class is among them, in their order here, whose labels are
   *     indices into {@code names}
   * @throws IllegalArgumentException if there is no such example, or a name is unknown here or
   *     occurs twice
   */
  default LabelledExamples ofClasses(List<String> names) {
    return ExampleView.ofClasses(this, names);
  }
}
