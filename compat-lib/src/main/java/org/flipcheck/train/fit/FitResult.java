package org.flipcheck.train.fit;

import java.util.List;

/**
 * A finished training.
 *
 * @param epochs all that were trained, at least one
 * @param best the epoch whose weights the student has now, from 1
 */
public record FitResult(List<FitEpoch> epochs, int best) {

  /** Keeps an unmodifiable copy of the list. */
  public FitResult {
    epochs = List.copyOf(epochs);
  }

  /** The epoch whose weights the student has. */
  FitEpoch bestEpoch() {
    return epochs.get(best - 1);
  }
}
