package org.flipcheck.train.fit;

import java.util.List;

/** A training that cannot begin, or cannot go on; the message says what to do about it. */
public final class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * One problem.
   *
   * @param problem with the value, the limit and the remedy
   */
  public TrainingException(String problem) {
    this(List.of(problem));
  }

  /**
   * Several problems.
   *
   * @param problems at least one
   */
  public TrainingException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * The problems.
   *
   * @return at least one
   */
  public List<String> problems() {
    return problems;
  }
}
