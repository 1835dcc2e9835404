package org.flipcheck.gate;

import java.util.List;

/** A policy that cannot be read, makes no sense, or asks for what a comparison does not have. */
public final class PolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Reports all problems at once.
   *
   * @param problems each one a sentence with the value, the place and the remedy
   */
  public PolicyException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * The problems, one by one.
   *
   * @return sentences for people
   */
  public List<String> problems() {
    return problems;
  }
}
