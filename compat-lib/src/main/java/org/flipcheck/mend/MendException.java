package org.flipcheck.mend;

import java.util.List;

/** What a person has to put right before an update can be mended; all problems at once. */
public final class MendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Several problems.
   *
   * @param problems a sentence each, with the value and the remedy; at least one
   */
  public MendException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * One problem.
   *
   * @param problem a sentence with the value and the remedy
   */
  public MendException(String problem) {
    this(List.of(problem));
  }

  /**
   * The problems.
   *
   * @return a sentence each
   */
  public List<String> problems() {
    return problems;
  }
}
