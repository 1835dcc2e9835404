package org.flipcheck.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * How one tensor of the result is made.
 *
 * @param now the new model's, whose name, type and shape the result has
 * @param old the old model's
 * @param soup those of more new models
 * @param oldFisher the old model's Fisher information
 * @param newFisher the new model's
 * @param oldWeight how much the old model counts
 * @param segments all elements of the new tensor, in order
 */
record TensorPlan(
    Tensor now,
    Tensor old,
    List<Tensor> soup,
    Optional<Tensor> oldFisher,
    Optional<Tensor> newFisher,
    double oldWeight,
    List<Segment> segments) {

  TensorPlan {
    soup = List.copyOf(soup);
    segments = List.copyOf(segments);
  }

  String name() {
    return now.name();
  }

  boolean isReal() {
    return now.type().kind() == DType.Kind.REAL;
  }

  int elementBytes() {
    return now.type().bits() / Byte.SIZE;
  }

  /** How many elements the old model has no partner for. */
  long onlyNew() {
    return segments.stream().filter(part -> !part.hasOld()).mapToLong(Segment::count).sum();
  }
}
