package org.flipcheck.train.distillation;

import java.util.List;

/** Tells all that is wrong at once. */
final class Problems {

  private Problems() {}

  /**
   * Throws if there are problems.
   *
   * @throws IllegalArgumentException with one problem a line
   */
  static void throwIfAny(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** Refuses what is not a number of at least 0; NaN too. */
  static void requireWeight(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s is %s; it is at least 0 and finite".formatted(name, value));
    }
  }

  /** Refuses what is not a share; NaN too. */
  static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s is %s; it is between 0 and 1".formatted(name, value));
    }
  }
}
