package org.flipcheck.train.experiment;

import java.io.IOException;
import java.util.List;

/**
 * A kind of update, split and trained anew with each seed.
 *
 * @param key a short name for files and the command line
 * @param title what is updated
 * @param updates makes the data of a seed
 * @param recipes how its models are trained; each is run with each seed
 * @param <R> what a recipe of the experiment says
 */
record Setting<R extends Recipe>(String key, String title, Updates updates, List<R> recipes) {

  /** Makes the data of an update. */
  @FunctionalInterface
  interface Updates {
    Update of(int seed) throws IOException;
  }
}
