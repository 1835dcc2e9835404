package org.flipcheck.mend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * Trainings that a configuration file describes. What can train stands behind a service, so that
 * this package knows no engine.
 */
public final class Trainings {

  /** Is told how a training goes. */
  public interface Progress {

    /**
     * A step was made.
     *
     * @param model what is trained
     * @param epoch from 1
     * @param epochs of the training, at most
     * @param step from 1 in this epoch
     * @param steps of the epoch
     * @param loss of the step
     */
    void step(String model, int epoch, int epochs, int step, int steps, double loss);

    /**
     * An epoch is over, or something else that is worth a line.
     *
     * @param line for people
     */
    void line(String line);
  }

  /** Opens trainings with an engine. */
  public interface Provider {

    /**
     * Reads the configuration, the data and the old model.
     *
     * @param config a YAML file
     * @param work a folder for what outlives an interrupted run
     * @param progress is told how it goes
     * @return models that are trained when they are asked; to be closed
     * @throws MendException with all that is wrong
     * @throws IOException if something cannot be read
     */
    TrainableModels open(Path config, Path work, Progress progress) throws IOException;
  }

  private Trainings() {}

  /**
   * Opens a training with the engine that is there.
   *
   * @param config a YAML file
   * @param work a folder for what outlives an interrupted run
   * @param progress is told how it goes
   * @return models that are trained when they are asked; to be closed
   * @throws MendException if there is no engine, or with all that is wrong
   * @throws IOException if something cannot be read
   */
  public static TrainableModels open(Path config, Path work, Progress progress) throws IOException {
    Iterator<Provider> providers = ServiceLoader.load(Provider.class).iterator();
    try {
      if (providers.hasNext()) {
        return providers.next().open(config, work, progress);
      }
    } catch (NoClassDefFoundError e) {
      // The provider is there and its engine, an optional dependency, is not.
    }
    throw new MendException(
        "no engine is there that could train by %s: start bin/flipcheck, which brings one"
            .formatted(config));
  }
}
