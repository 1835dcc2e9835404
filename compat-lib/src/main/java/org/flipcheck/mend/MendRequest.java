package org.flipcheck.mend;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flipcheck.checkpoint.OutputRows;

/**
 * What to mend, as files.
 *
 * @param old the model in use
 * @param now the model that was fine-tuned from it
 * @param soup more new models of the same recipe, for SoupBCWI
 * @param fisher the old model's diagonal Fisher information, for FisherBCWI
 * @param rows which rows of output layers belong together
 * @param dev examples that choose
 * @param test examples that confirm
 */
public record MendRequest(
    Path old,
    Path now,
    List<Path> soup,
    Optional<Path> fisher,
    OutputRows rows,
    Path dev,
    Path test) {

  /** Keeps an unmodifiable copy of the list. */
  public MendRequest {
    soup = List.copyOf(soup);
  }

  /** The examples of a split. */
  Path data(Split split) {
    return split == Split.DEV ? dev : test;
  }
}
