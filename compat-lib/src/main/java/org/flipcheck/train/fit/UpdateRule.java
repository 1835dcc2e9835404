package org.flipcheck.train.fit;

/**
 * What makes a step of a gradient g, as PyTorch's optimizers do, so that a recipe that was found
 * there carries over. &eta; is the learning rate, &lambda; the weight decay, &theta; a weight.
 */
public sealed interface UpdateRule {

  /** Plain stochastic gradient descent. */
  UpdateRule SGD = new Momentum(0);

  /** AdamW with PyTorch's defaults. */
  UpdateRule ADAM_W = new AdamW(0.9, 0.999, 1e-8);

  /** How many arrays of the weight's shape a weight's state has. */
  int stateArrays();

  /**
   * Stochastic gradient descent with momentum (PyTorch's {@code SGD}, neither damped nor Nesterov):
   *
   * <pre>
   * v ← μ·v + g + λ·θ
   * θ ← θ − η·v</pre>
   *
   * @param momentum &mu;, in [0, 1)
   */
  record Momentum(double momentum) implements UpdateRule {

    /** Checks the figure. */
    public Momentum {
      requireShare("the momentum", momentum);
    }

    @Override
    public int stateArrays() {
      return momentum == 0 ? 0 : 1;
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101; PyTorch's {@code
   * AdamW}), at step t from 1; without weight decay it is Adam:
   *
   * <pre>
   * θ ← θ − η·λ·θ
   * m ← β₁·m + (1 − β₁)·g         v ← β₂·v + (1 − β₂)·g²
   * θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)</pre>
   *
   * @param beta1 &beta;₁, in [0, 1)
   * @param beta2 &beta;₂, in [0, 1)
   * @param epsilon &epsilon;, above 0
   */
  record AdamW(double beta1, double beta2, double epsilon) implements UpdateRule {

    /** Checks the figures. */
    public AdamW {
      requireShare("beta 1", beta1);
      requireShare("beta 2", beta2);
      if (!(epsilon > 0 && epsilon < 1)) {
        throw new IllegalArgumentException(
            "epsilon is %s, it must be above 0 and below 1, such as 1e-8".formatted(epsilon));
      }
    }

    @Override
    public int stateArrays() {
      return 2;
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s is %s, it must be from 0 to less than 1".formatted(name, value));
    }
  }
}
