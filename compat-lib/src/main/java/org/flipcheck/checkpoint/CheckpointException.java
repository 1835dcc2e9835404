package org.flipcheck.checkpoint;

import java.util.List;

/** Checkpoints that are damaged, do not fit together, or ask for what cannot be done. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Reports all problems at once.
   *
   * @param problems each one a sentence with the value, the limit and the remedy
   */
  public CheckpointException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  CheckpointException(String problem) {
    this(List.of(problem));
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
