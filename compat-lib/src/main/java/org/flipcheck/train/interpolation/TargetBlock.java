package org.flipcheck.train.interpolation;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A block that is written into, checked to have the architecture of the weights it gets. */
final class TargetBlock {

  private final Map<String, Parameter> named;
  private final ArrayWriter writer;

  private TargetBlock(Map<String, Parameter> named, ArrayWriter writer) {
    this.named = named;
    this.writer = writer;
  }

  static TargetBlock of(Block block, ModelWeights weights) {
    int largest =
        weights.tensors().stream()
            .mapToInt(tensor -> tensor.size() * tensor.elementBytes())
            .max()
            .orElse(0);
    return of(block, weights, new ArrayWriter(largest));
  }

  /**
   * A target of these weights.
   *
   * @throws InterpolationException with every difference; nothing is written then
   */
  static TargetBlock of(Block block, ModelWeights weights, ArrayWriter writer) {
    Map<String, Parameter> named = LiveParameters.named(block);
    List<String> problems = new ArrayList<>();
    for (WeightTensor tensor : weights.tensors()) {
      names(tensor).forEach(name -> check(name, tensor, named.get(name), problems));
    }
    List<String> known = weights.tensors().stream().flatMap(TargetBlock::names).toList();
    named.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name -> problems.add("%s is in the target, but no weights are for it".formatted(name)));
    InterpolationException.throwIfAny(problems);
    return new TargetBlock(named, writer);
  }

  private static Stream<String> names(WeightTensor tensor) {
    return Stream.concat(Stream.of(tensor.name()), tensor.alsoNamed().stream());
  }

  private static void check(
      String name, WeightTensor tensor, Parameter found, List<String> problems) {
    if (found == null || !found.isInitialized()) {
      problems.add(
          "%s is %s; give a block of the same architecture, initialised"
              .formatted(name, found == null ? "not in the target" : "without weights there"));
    } else if (!found.getArray().getShape().equals(tensor.shape())
        || found.getArray().getDataType() != tensor.type()) {
      problems.add(
          "%s is %s %s in the target, the weights for it are %s %s; give a block of the same architecture"
              .formatted(
                  name,
                  found.getArray().getDataType(),
                  found.getArray().getShape(),
                  tensor.type(),
                  tensor.shape()));
    }
  }

  /** A place for the bytes of a tensor, valid until the next call. */
  ByteBuffer buffer(WeightTensor tensor) {
    return writer.buffer(tensor.size() * tensor.elementBytes());
  }

  /** Writes what was put there. Under all names: a target need not tie what the model tied. */
  void write(WeightTensor tensor) {
    names(tensor)
        .map(named::get)
        .distinct()
        .forEach(parameter -> writer.write(parameter.getArray()));
  }
}
