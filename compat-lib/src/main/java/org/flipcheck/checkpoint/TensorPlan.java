package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one tensor of the result is made.
 *
 * @param name what it is called in the result
 * @param now the new model's, whose type and shape the result has
 * @param old the old model's
 * @param soup those of more new models
 * @param oldFisher the old model's Fisher information
 * @param newFisher the new model's
 * @param oldWeight how much the old model counts
 * @param segments all elements of the new tensor, in order
 * @param added what a mixture of adapters adds to it
 */
record TensorPlan(
    String name,
    Tensor now,
    Tensor old,
    List<Tensor> soup,
    Optional<Tensor> oldFisher,
    Optional<Tensor> newFisher,
    double oldWeight,
    List<Segment> segments,
    Optional<LowRank> added) {

  /**
   * What one model has for the tensor.
   *
   * @param model its index among all models
   * @param tensor its numbers
   * @param isOld whether their elements are those of the old model, and not of the new one
   */
  record Input(int model, Tensor tensor, boolean isOld) {

    /** Those of its elements that meet some of the new tensor. */
    List<Stretch> stretches(List<Segment> segments) {
      return isOld
          ? segments.stream()
              .filter(Segment::hasOld)
              .map(segment -> new Stretch(segment.oldStart(), segment.count()))
              .toList()
          : List.of(
              new Stretch(
                  segments.get(0).newStart(), segments.stream().mapToLong(Segment::count).sum()));
    }
  }

  /** Neighbouring elements. */
  record Stretch(long start, long count) {}

  TensorPlan {
    soup = List.copyOf(soup);
    segments = List.copyOf(segments);
  }

  /** A tensor of a base model, which adapters may change and which has no partner. */
  static TensorPlan ofBase(Tensor base, Optional<LowRank> added) {
    return new TensorPlan(
        base.name(),
        base,
        base,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        0,
        List.of(new Segment(0, Segment.NONE, base.elements())),
        added);
  }

  /** Whether it is a base model's, which no other model has a partner for. */
  boolean isOfBase() {
    return old == now;
  }

  boolean isReal() {
    return now.type().kind() == DType.Kind.REAL;
  }

  int elementBytes() {
    return now.elementBytes();
  }

  /** The inputs, numbered as {@link Models#all} has the models. */
  List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    inputs.add(new Input(Models.OLD, old, true));
    inputs.add(new Input(Models.NOW, now, false));
    for (Tensor more : soup) {
      inputs.add(new Input(inputs.size(), more, false));
    }
    int fisher = inputs.size();
    oldFisher.ifPresent(tensor -> inputs.add(new Input(fisher, tensor, true)));
    newFisher.ifPresent(tensor -> inputs.add(new Input(fisher + 1, tensor, false)));
    return inputs;
  }

  /** How many elements the old model has no partner for. */
  long onlyNew() {
    return segments.stream().filter(part -> !part.hasOld()).mapToLong(Segment::count).sum();
  }
}
