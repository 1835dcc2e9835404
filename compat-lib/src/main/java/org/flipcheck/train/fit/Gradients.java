package org.flipcheck.train.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/** The gradients of a model, as one vector. */
final class Gradients {

  private final List<Parameter> parameters;

  Gradients(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /** Sets them to 0: the engine adds to what is there. */
  void clear() {
    for (Parameter parameter : parameters) {
      if (parameter.getArray().hasGradient()) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          gradient.subi(gradient);
        }
      }
    }
  }

  /**
   * The same where they may be no numbers, as a training that failed leaves them: no arithmetic
   * makes those 0.
   */
  void overwrite() {
    for (Parameter parameter : parameters) {
      if (parameter.getArray().hasGradient()) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          gradient.set(new float[Math.toIntExact(gradient.size())]);
        }
      }
    }
  }

  /**
   * Scales them down so that together they have at most this Euclidean norm (PyTorch's {@code
   * clip_grad_norm_}).
   */
  void clip(double most) {
    List<NDArray> gradients = new ArrayList<>();
    double squares = 0;
    try {
      for (Parameter parameter : parameters) {
        NDArray gradient = parameter.getArray().getGradient();
        gradients.add(gradient);
        try (NDArray square = gradient.square();
            NDArray sum = square.sum()) {
          squares += sum.getFloat();
        }
      }
      double norm = Math.sqrt(squares);
      if (norm > most) {
        gradients.forEach(gradient -> gradient.muli(most / norm));
      }
    } finally {
      gradients.forEach(NDArray::close);
    }
  }
}
