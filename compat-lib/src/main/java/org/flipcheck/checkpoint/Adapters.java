package org.flipcheck.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells adapters from whole models, and reads their configurations. */
final class Adapters {

  private Adapters() {}

  /**
   * The mixture of the adapters, if the models are adapters.
   *
   * @throws CheckpointException if only some are, or they do not fit together
   */
  static Optional<AdapterMix> of(Interpolation interpolation, Models models) throws IOException {
    List<Checkpoint> all = new ArrayList<>(List.of(models.old(), models.now()));
    all.addAll(models.soup());
    List<String> problems = new ArrayList<>();
    for (Checkpoint one : all) {
      if (Adapter.is(one) != Adapter.is(models.now())) {
        Checkpoint adapter = Adapter.is(one) ? one : models.now();
        Checkpoint whole = Adapter.is(one) ? models.now() : one;
        problems.add(
            "%s is a LoRA adapter, but %s is not; merge the adapter into its model first"
                .formatted(adapter.path(), whole.path()));
      }
    }
    boolean areAdapters = Adapter.is(models.now());
    if (!areAdapters && models.base().isPresent()) {
      problems.add(
          "a base model is for LoRA adapters, and %s is none; leave it out"
              .formatted(models.now().path()));
    }
    CheckpointException.throwIfAny(problems);
    if (!areAdapters) {
      return Optional.empty();
    }
    List<Adapter> adapters = new ArrayList<>();
    for (Checkpoint one : all) {
      try {
        adapters.add(Adapter.of(one));
      } catch (CheckpointException e) {
        problems.addAll(e.problems());
      }
    }
    CheckpointException.throwIfAny(problems);
    return Optional.of(
        new AdapterMix(interpolation, adapters.get(0), adapters.subList(1, adapters.size())));
  }
}
