package org.flipcheck.train.distillation;

/** A frozen model whose logits a loss compares the student's with. */
public enum Teacher {
  /** The old model, with classes of its own. */
  OLD("the old model"),

  /**
   * A model, or the mean logits of several, with the classes of the student: in MPT the new model
   * trained without treatment, in ELODI the ensemble.
   */
  NEW("the new teacher");

  private final String shown;

  Teacher(String shown) {
    this.shown = shown;
  }

  /**
   * For messages.
   *
   * @return such as "the old model"
   */
  public String shown() {
    return shown;
  }
}
