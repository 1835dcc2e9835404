package org.flipcheck.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.flipcheck.mend.Trainings;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.train.fit.FitEpoch;
import org.flipcheck.train.fit.FitListener;

/** Tells people how a training goes, and appends a line of JSON for each epoch to a file. */
final class ReportingListener implements FitListener {

  private final String model;
  private final int epochs;
  private final Path stream;
  private final Trainings.Progress progress;

  ReportingListener(String model, int epochs, Path stream, Trainings.Progress progress) {
    this.model = model;
    this.epochs = epochs;
    this.stream = stream;
    this.progress = progress;
  }

  @Override
  public void step(int epoch, int step, int steps, double loss) {
    progress.step(model, epoch, epochs, step, steps, loss);
  }

  @Override
  public void epoch(FitEpoch epoch) {
    try {
      Files.createDirectories(stream.getParent());
      Files.writeString(
          stream,
          TrainingEvidence.line(model, epoch),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String validated = epoch.validation().map(ReportingListener::shown).orElse("");
    progress.line(
        String.format(
            Locale.ROOT,
            "%s, epoch %d of %d: loss %.4f%s (%.1f s)",
            model,
            epoch.epoch(),
            epochs,
            epoch.meanLoss(),
            validated,
            epoch.seconds()));
  }

  private static String shown(FlipCounts counts) {
    return ", dev %,d of %,d right, %,d negative flips"
        .formatted(counts.bothRight() + counts.positiveFlips(), counts.n(), counts.negativeFlips());
  }
}
