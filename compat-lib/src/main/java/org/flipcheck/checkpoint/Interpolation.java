package org.flipcheck.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to mix, and how.
 *
 * @param old the old model
 * @param now the new model, fine-tuned from the old one
 * @param soup more new models, averaged with {@code now} before anything else: SoupBCWI
 * @param oldFisher the old model's diagonal Fisher information, in tensors of its names and shapes:
 *     FisherBCWI
 * @param newFisher the new model's, for two-sided Fisher merging
 * @param weights how much the old model counts
 * @param rows which rows of output layers belong together
 * @param base what the models are adapters of, where they are LoRA adapters
 */
public record Interpolation(
    Path old,
    Path now,
    List<Path> soup,
    Optional<Path> oldFisher,
    Optional<Path> newFisher,
    OldWeights weights,
    OutputRows rows,
    AdapterBase base) {

  /** Makes the list unmodifiable. */
  public Interpolation {
    soup = List.copyOf(soup);
  }

  /**
   * Of whole models, or of adapters that say what they belong to.
   *
   * @param old the old model
   * @param now the new model
   * @param soup more new models
   * @param oldFisher the old model's Fisher information
   * @param newFisher the new model's
   * @param weights how much the old model counts
   * @param rows which rows of output layers belong together
   */
  public Interpolation(
      Path old,
      Path now,
      List<Path> soup,
      Optional<Path> oldFisher,
      Optional<Path> newFisher,
      OldWeights weights,
      OutputRows rows) {
    this(old, now, soup, oldFisher, newFisher, weights, rows, AdapterBase.NONE);
  }

  /**
   * Plain BCWI.
   *
   * @param old the old model
   * @param now the new model
   * @param oldWeight how much the old model counts, 0 to 1
   * @return the interpolation
   */
  public static Interpolation bcwi(Path old, Path now, double oldWeight) {
    return new Interpolation(
        old,
        now,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        new OldWeights(oldWeight, List.of()),
        OutputRows.NONE);
  }

  /**
   * The method's name in the literature.
   *
   * @return BCWI, FisherBCWI, SoupBCWI, or both of the latter
   */
  public String method() {
    if (oldFisher.isPresent()) {
      return soup.isEmpty() ? "FisherBCWI" : "FisherBCWI of a soup";
    }
    return soup.isEmpty() ? "BCWI" : "SoupBCWI";
  }
}
