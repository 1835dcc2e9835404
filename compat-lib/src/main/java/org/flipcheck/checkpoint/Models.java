package org.flipcheck.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The checkpoints that an interpolation reads, open. */
final class Models implements AutoCloseable {

  /**
   * A checkpoint and what it is there for.
   *
   * @param role old, base, new, soup, fisher or new-fisher
   */
  record Model(String role, Checkpoint checkpoint) {}

  /**
   * Where the old and the new model stand among all; soup and Fisher information follow. Where
   * there is a base model, the result is like it, and it stands in the place of the new one.
   */
  static final int OLD = 0;

  static final int NOW = 1;

  private final List<Model> all = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Optional<Checkpoint> old;
  private final Optional<Checkpoint> base;
  private final Optional<Checkpoint> now;
  private final List<Checkpoint> soup = new ArrayList<>();
  private final Optional<Checkpoint> oldFisher;
  private final Optional<Checkpoint> newFisher;

  /**
   * Opens them all.
   *
   * @throws CheckpointException with what is wrong with any of them
   * @throws IOException if one cannot be read
   */
  Models(Interpolation interpolation) throws IOException {
    try {
      old = open("old", interpolation.old());
      base = openIfGiven("base", interpolation.base().path());
      now = open("new", interpolation.now());
      for (Path more : interpolation.soup()) {
        open("soup", more).ifPresent(soup::add);
      }
      oldFisher = openIfGiven("fisher", interpolation.oldFisher());
      newFisher = openIfGiven("new-fisher", interpolation.newFisher());
      CheckpointException.throwIfAny(problems);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Optional<Checkpoint> openIfGiven(String role, Optional<Path> path) throws IOException {
    return path.isPresent() ? open(role, path.get()) : Optional.empty();
  }

  private Optional<Checkpoint> open(String role, Path path) throws IOException {
    try {
      Checkpoint checkpoint = Checkpoint.open(path);
      all.add(new Model(role, checkpoint));
      return Optional.of(checkpoint);
    } catch (CheckpointException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  List<Model> all() {
    return Collections.unmodifiableList(all);
  }

  Checkpoint old() {
    return old.orElseThrow();
  }

  Checkpoint now() {
    return now.orElseThrow();
  }

  Optional<Checkpoint> base() {
    return base;
  }

  /** The model whose files and names the result has. */
  Checkpoint likeResult() {
    return base.orElseGet(this::now);
  }

  List<Checkpoint> soup() {
    return Collections.unmodifiableList(soup);
  }

  Optional<Checkpoint> oldFisher() {
    return oldFisher;
  }

  Optional<Checkpoint> newFisher() {
    return newFisher;
  }

  @Override
  public void close() throws IOException {
    for (Model model : all) {
      model.checkpoint().close();
    }
  }
}
