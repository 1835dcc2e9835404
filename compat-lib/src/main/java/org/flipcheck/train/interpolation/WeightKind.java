package org.flipcheck.train.interpolation;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;

/** What the numbers of one array of a model are. */
public enum WeightKind {
  /** Learnt by gradient: weights, biases, the scale and shift of a normalisation. */
  WEIGHT,
  /** The running mean or variance of a batch normalisation: measured on data, not learnt. */
  RUNNING_STATISTIC,
  /** Whole numbers and truth values, such as positions and counts: half of one is none. */
  WHOLE;

  static WeightKind of(Parameter parameter, DataType type) {
    if (!type.isFloating()) {
      return WHOLE;
    }
    return switch (parameter.getType()) {
      case RUNNING_MEAN, RUNNING_VAR -> RUNNING_STATISTIC;
      case WEIGHT, BIAS, GAMMA, BETA, OTHER -> WEIGHT;
    };
  }
}
