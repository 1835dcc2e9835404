package org.flipcheck.train.fit;

/**
 * What becomes of the learning rate in the course of a training: it rises from 0 by equal amounts
 * during the warm-up, and then follows its curve.
 *
 * @param curve after the warm-up
 * @param warmUp the share of all steps that the warm-up takes, in [0, 1)
 */
public record RateSchedule(Curve curve, double warmUp) {

  /** The rate as it is, throughout. */
  public static final RateSchedule CONSTANT = new RateSchedule(Curve.CONSTANT, 0);

  /** What comes after the warm-up. */
  public enum Curve {
    /** The rate stays. */
    CONSTANT,
    /** It falls by the same amount with each step and would reach 0 one step after the last. */
    LINEAR,
    /** It falls along half a cosine and would reach 0 one step after the last. */
    COSINE;

    private double at(double progress) {
      return switch (this) {
        case CONSTANT -> 1;
        case LINEAR -> 1 - progress;
        case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
      };
    }
  }

  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if it is out of its range
   */
  public RateSchedule {
    if (!(warmUp >= 0 && warmUp < 1)) {
      throw new IllegalArgumentException(
          "the warm-up takes %s of all steps, it must be a share from 0 to less than 1, such as 0.1"
              .formatted(warmUp));
    }
  }

  /**
   * The share of the full rate in one step. The n-th step of a warm-up of w has n / w, as in
   * transformers' schedules shifted by one step, so that the first step learns.
   *
   * @param step from 0
   * @param steps of the whole training, more than {@code step}
   * @return within [0, 1]
   */
  public double share(long step, long steps) {
    long rising = Math.round(warmUp * steps);
    if (step < rising) {
      return (step + 1.0) / rising;
    }
    return curve.at((double) (step - rising) / (steps - rising));
  }
}
