package org.flipcheck.spark;

import java.util.List;

/** Input, configuration or output that a person has to mend before anything can be compared. */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Serializable, unlike a general {@code List}: the exception may travel from an executor. */
  private final String[] problems;

  /**
   * Reports all problems at once.
   *
   * @param problems sentences that carry the value, the place and the remedy
   */
  public BadInputException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = problems.toArray(String[]::new);
  }

  /**
   * Reports one problem.
   *
   * @param problem a sentence that carries the value, the place and the remedy
   */
  public BadInputException(String problem) {
    this(List.of(problem));
  }

  /**
   * The problems, one by one.
   *
   * @return sentences for people
   */
  public List<String> problems() {
    return List.of(problems);
  }
}
