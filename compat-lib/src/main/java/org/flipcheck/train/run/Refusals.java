package org.flipcheck.train.run;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.util.List;
import org.flipcheck.checkpoint.CheckpointException;
import org.flipcheck.mend.MendException;
import org.flipcheck.train.data.DataException;
import org.flipcheck.train.fit.TrainingException;
import org.flipcheck.train.interpolation.InterpolationException;
import org.flipcheck.train.interpolation.TorchScriptFile;

/** What packages of training refuse, as the command tells it. */
final class Refusals {

  /** Something that may be refused. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  private Refusals() {}

  /** Does something; a refusal becomes a {@link MendException} with the same problems. */
  static <T> T asMend(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (DataException e) {
      throw new MendException(e.problems());
    } catch (TrainingException e) {
      throw new MendException(e.problems());
    } catch (InterpolationException e) {
      throw new MendException(e.problems());
    } catch (CheckpointException e) {
      throw new MendException(e.problems());
    }
  }

  /** The same for a model, which is named; one of the user's may not fit, as the engine finds. */
  static <T> T ofModel(String model, Action<T> action) throws IOException {
    return asMend(() -> named(model, action));
  }

  private static <T> T named(String model, Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (TrainingException e) {
      throw named(model, e.problems());
    } catch (InterpolationException e) {
      throw named(model, e.problems());
    } catch (EngineException | IllegalArgumentException | IllegalStateException e) {
      throw new MendException(
          "%s does not fit the data: %s".formatted(model, TorchScriptFile.reason(e)));
    }
  }

  private static MendException named(String model, List<String> problems) {
    return new MendException(
        problems.stream().map(problem -> "%s: %s".formatted(model, problem)).toList());
  }
}
