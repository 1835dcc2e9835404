package org.flipcheck.train.run;

import java.io.IOException;
import java.nio.file.Path;
import org.flipcheck.mend.TrainableModels;
import org.flipcheck.mend.Trainings;

/** Trains by DJL; the service that {@link Trainings} looks for. */
public final class TrainProvider implements Trainings.Provider {

  /** For the service loader. */
  public TrainProvider() {}

  @Override
  public TrainableModels open(Path config, Path work, Trainings.Progress progress)
      throws IOException {
    return Refusals.asMend(() -> new TrainedModels(TrainConfig.read(config), work, progress));
  }
}
