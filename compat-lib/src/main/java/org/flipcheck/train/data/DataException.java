package org.flipcheck.train.data;

import java.util.List;

/** What a person has to put right in the data before a model can be trained; all at once. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Several problems.
   *
   * @param problems a sentence each: the file and the line or row, the value, the limit and the
   *     remedy; at least one
   */
  public DataException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
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
