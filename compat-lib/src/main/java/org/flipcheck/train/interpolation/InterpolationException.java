package org.flipcheck.train.interpolation;

import java.util.ArrayList;
import java.util.List;

/** Models that do not fit together, or ask for what cannot be done. */
public final class InterpolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int MOST_PROBLEMS = 100;

  private final transient List<String> problems;

  /**
   * Reports all problems at once.
   *
   * @param problems each one a sentence with the value, the limit and the remedy
   */
  public InterpolationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  InterpolationException(String problem) {
    this(List.of(problem));
  }

  InterpolationException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** Throws if there are problems; of very many, the first are told and the rest counted. */
  static void throwIfAny(List<String> problems) {
    if (problems.size() > MOST_PROBLEMS) {
      List<String> first = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
      first.add("and %d more like these".formatted(problems.size() - MOST_PROBLEMS));
      throw new InterpolationException(first);
    }
    if (!problems.isEmpty()) {
      throw new InterpolationException(problems);
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
