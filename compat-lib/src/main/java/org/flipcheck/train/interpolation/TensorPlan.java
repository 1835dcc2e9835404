package org.flipcheck.train.interpolation;

import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.Segment;

/**
 * How one array of the result is made.
 *
 * @param now the new model's, whose name, type and shape the result has
 * @param old the old model's
 * @param soup those of more new models
 * @param oldFisher the old model's Fisher information, of the shape of {@code old}
 * @param newFisher the new model's, of the shape of {@code now}
 * @param segments all elements of the new array, in order
 */
record TensorPlan(
    WeightTensor now,
    WeightTensor old,
    List<WeightTensor> soup,
    Optional<WeightTensor> oldFisher,
    Optional<WeightTensor> newFisher,
    List<Segment> segments) {

  TensorPlan {
    soup = List.copyOf(soup);
    segments = List.copyOf(segments);
  }

  /** The same, of the first new model alone. */
  TensorPlan withoutSoup() {
    return new TensorPlan(now, old, List.of(), oldFisher, newFisher, segments);
  }
}
