package org.flipcheck.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flipcheck.checkpoint.Output.Existing;

/**
 * A process that interpolates old.safetensors and new.safetensors of a folder, or that merges the
 * adapters old and new into its base.safetensors, and that is killed.
 */
final class KilledRun {

  /** How many units are whole when it is killed. */
  static final int WHOLE = 16;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private KilledRun() {}

  static Interpolator interpolator(
      Path folder, double oldWeight, String out, Interpolator.Progress progress) {
    Output output = new Output(folder.resolve(out), Existing.REFUSE);
    return new Interpolator(interpolation(folder, oldWeight), output, 1, "1.2.3", progress);
  }

  private static Interpolation interpolation(Path folder, double oldWeight) {
    if (!isMerge(folder)) {
      return Interpolation.bcwi(
          folder.resolve("old.safetensors"), folder.resolve("new.safetensors"), oldWeight);
    }
    return new Interpolation(
        folder.resolve("old"),
        folder.resolve("new"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        new OldWeights(oldWeight, List.of()),
        OutputRows.NONE,
        new AdapterBase(
            Optional.of(folder.resolve("base.safetensors")), AdapterBase.Agreement.BY_NAME));
  }

  private static boolean isMerge(Path folder) {
    return Files.exists(folder.resolve("base.safetensors"));
  }

  /** The process: it stops for good when it has read the inputs of one unit more. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int inputs = isMerge(folder) ? 1 : 2;
    long enough = ((inputs + 1) * WHOLE + inputs) * (long) Unit.BYTES;
    interpolator(
            folder,
            0.25,
            "out",
            (done, total) -> {
              if (done > enough) {
                sleep();
              }
            })
        .run();
  }

  private static void sleep() {
    try {
      Thread.sleep(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs until so many units are noted, then kills it. */
  static void of(Path folder) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Instant end = Instant.now().plus(LIMIT);
      while (notedUnits(folder) < WHOLE) {
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(20);
      }
    } finally {
      // On Linux this is SIGKILL.
      process.destroyForcibly();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static long notedUnits(Path folder) throws IOException {
    Path journal = folder.resolve(".out.flipcheck-partial/journal");
    return Files.exists(journal) ? Files.readAllLines(journal).size() - 1 : 0;
  }
}
