package org.flipcheck.train.data;

import java.util.List;

/**
 * Something for each part of the data.
 *
 * @param train of what the new model learns from
 * @param dev of what chooses
 * @param test of what confirms
 */
record Splits<T>(T train, T dev, T test) {

  /** All three, in this order. */
  List<T> all() {
    return List.of(train, dev, test);
  }
}
