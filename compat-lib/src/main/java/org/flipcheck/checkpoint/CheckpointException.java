package org.flipcheck.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** Checkpoints that are damaged, do not fit together, or ask for what cannot be done. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int MOST = 100;

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

  /** Reports problems if there are some; of very many the first. */
  static void throwIfAny(List<String> problems) {
    if (problems.size() > MOST) {
      List<String> first = new ArrayList<>(problems.subList(0, MOST));
      first.add("and %d more like these".formatted(problems.size() - MOST));
      throw new CheckpointException(first);
    }
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
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
