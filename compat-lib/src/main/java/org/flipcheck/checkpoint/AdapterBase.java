package org.flipcheck.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What LoRA adapters are for: says nothing where the models are whole ones.
 *
 * @param path the base model, to merge the mixture of the adapters into; without it the result is
 *     an adapter again
 * @param agreement how it is known that all adapters belong to one base model
 */
public record AdapterBase(Optional<Path> path, Agreement agreement) {

  /** How it is known that adapters have the same base model. */
  public enum Agreement {
    /** Their configurations name the same one. */
    BY_NAME,
    /** The caller vouches for it. */
    TOLD
  }

  /** No base model is given, and adapters must name the same one. */
  public static final AdapterBase NONE = new AdapterBase(Optional.empty(), Agreement.BY_NAME);
}
