package org.flipcheck.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the weights of one network into another of the same architecture. The output layer is the
 * last one that has weights; its rows, one per class, are matched by the names of the classes.
 */
final class WeightCopy {

  private final List<String> fromClasses;
  private final List<String> toClasses;
  private final String outputLayer;
  private final List<String> problems = new ArrayList<>();

  private WeightCopy(List<String> fromClasses, List<String> toClasses, String outputLayer) {
    this.fromClasses = fromClasses;
    this.toClasses = toClasses;
    this.outputLayer = outputLayer;
  }

  /** Copies; the target gets random weights first, which rows of new classes keep. */
  static void between(
      Block from, List<String> fromClasses, Block to, List<String> toClasses, NDManager manager) {
    if (!to.isInitialized()) {
      to.initialize(manager, DataType.FLOAT32, from.getInputShapes());
    }
    ParameterList source = from.getParameters();
    ParameterList target = to.getParameters();
    String last = source.get(source.size() - 1).getKey();
    WeightCopy copy =
        new WeightCopy(fromClasses, toClasses, last.substring(0, last.lastIndexOf('_') + 1));
    copy.check(source, target);
    for (Pair<String, Parameter> parameter : source) {
      copy.copy(
          parameter.getKey(),
          parameter.getValue().getArray(),
          target.get(parameter.getKey()).getArray());
    }
  }

  private void check(ParameterList source, ParameterList target) {
    for (Pair<String, Parameter> parameter : source) {
      String name = parameter.getKey();
      if (target.contains(name)) {
        checkShapes(
            name,
            parameter.getValue().getArray().getShape(),
            target.get(name).getArray().getShape());
      } else {
        problems.add(name + " is missing");
      }
    }
    for (String name : target.keys()) {
      if (!source.contains(name)) {
        problems.add(name + " is new");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "weights are only taken over into the same architecture, but %s"
              .formatted(String.join("; ", problems)));
    }
  }

  private void checkShapes(String name, Shape source, Shape target) {
    Shape expected = isOutput(name) ? new Shape(toClasses.size()).addAll(source.slice(1)) : source;
    if (!target.equals(expected)) {
      problems.add("%s has the shape %s, not %s".formatted(name, target, expected));
    }
  }

  private boolean isOutput(String name) {
    return name.startsWith(outputLayer);
  }

  private void copy(String name, NDArray source, NDArray target) {
    if (!isOutput(name) || fromClasses.equals(toClasses)) {
      source.copyTo(target);
      return;
    }
    long[] from = toClasses.stream().mapToLong(fromClasses::indexOf).toArray();
    float[] rows = target.toFloatArray();
    float[] known = source.toFloatArray();
    int length = rows.length / from.length;
    for (int row = 0; row < from.length; row++) {
      if (from[row] >= 0) {
        System.arraycopy(known, (int) from[row] * length, rows, row * length, length);
      }
    }
    target.set(rows);
  }
}
