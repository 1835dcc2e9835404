package org.flipcheck.train.data;

import java.util.List;

/**
 * The data of one update. The classes of all three parts are the same, in the same order: {@code
 * train.examples().classes()}.
 *
 * @param train what the new model learns from
 * @param dev what chooses among new models
 * @param test what confirms the choice
 * @param inputs how raw data became the inputs of all three
 */
public record UpdateData(Dataset train, Dataset dev, Dataset test, InputDescription inputs) {

  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException if they are of different classes, or of other inputs than
   *     described
   */
  public UpdateData {
    for (Dataset part : List.of(train, dev, test)) {
      if (!part.examples().classes().equals(train.examples().classes())) {
        throw new IllegalArgumentException(
            "the classes are %s and %s; they must be the same in all parts"
                .formatted(train.examples().classes(), part.examples().classes()));
      }
      if (!part.examples().inputShape().equals(inputs.inputShape())) {
        throw new IllegalArgumentException(
            "examples have the shape %s, but %s is described"
                .formatted(part.examples().inputShape(), inputs.inputShape()));
      }
    }
  }
}
