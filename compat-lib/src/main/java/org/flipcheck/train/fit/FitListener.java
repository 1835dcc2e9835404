package org.flipcheck.train.fit;

/** Is told how a training goes. */
public interface FitListener {

  /** Does not listen. */
  FitListener NONE = new FitListener() {};

  /**
   * A step was made.
   *
   * @param epoch from 1
   * @param step from 1 in this epoch
   * @param steps of the epoch
   * @param loss of the step's examples, before it
   */
  default void step(int epoch, int step, int steps, double loss) {}

  /**
   * An epoch is over.
   *
   * @param epoch what it came to
   */
  default void epoch(FitEpoch epoch) {}
}
