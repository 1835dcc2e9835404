package org.flipcheck.report;

import java.util.Optional;

/**
 * What a page can show beside a result.
 *
 * @param examples examples of the flip table, or why there are none
 * @param candidates the models among which the new one was chosen; empty where it was not chosen
 */
public record Beside(FlipExamples examples, Optional<Candidates> candidates) {

  /** Where there is the result alone. */
  public static final Beside NOTHING =
      new Beside(FlipExamples.missing("only result.json was read"), Optional.empty());
}
