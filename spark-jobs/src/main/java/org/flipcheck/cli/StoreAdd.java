package org.flipcheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.CompareSpec.Columns;
import org.flipcheck.spark.PredictionStore;
import org.flipcheck.spark.Source;
import org.flipcheck.spark.StoreAddJob;
import org.flipcheck.spark.StoreManifest;
import org.flipcheck.spark.StoreSettings;
import org.flipcheck.spark.StoreSpec;

/** Runs {@code store add}. Apart from the command, so that help needs no Spark. */
final class StoreAdd {

  private StoreAdd() {}

  /**
   * Adds the model and prints what came of it.
   *
   * @return the exit code
   * @throws Problems with everything that is wrong
   */
  static int run(StoreAddCommand given) {
    StoreSpec spec = spec(given);
    boolean guest = SparkSession.getDefaultSession().isDefined();
    SparkSession spark =
        Sessions.open(
            given.master, "store add " + spec.name(), List.of(spec.source().location()), false);
    try (Progress progress = Progress.start(spark)) {
      StoreAddJob.Added added = new StoreAddJob(spark, spec, progress::step).execute();
      System.out.print(text(spec, added));
      return ExitCode.PASS;
    } catch (BadInputException e) {
      throw new Problems(e.problems());
    } finally {
      if (!guest) {
        spark.stop();
      }
    }
  }

  private static StoreSpec spec(StoreAddCommand given) {
    List<String> problems = new ArrayList<>();
    if (!PredictionStore.isName(given.name)) {
      problems.add(
          "--name %s: must be 1 to 100 letters, digits, dots, _ or -, a letter or digit first"
              .formatted(given.name));
    }
    given
        .partitions
        .filter(n -> n < 1 || n > StoreSettings.MAX_PARTITIONS)
        .ifPresent(
            n ->
                problems.add(
                    "--partitions %d: must be from 1 to %,d"
                        .formatted(n, StoreSettings.MAX_PARTITIONS)));
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    Source source =
        new Source(
            null,
            given.predictions,
            given.name,
            given.format,
            given.where,
            given.options,
            given.renamed,
            Optional.empty());
    Columns columns =
        new Columns(
            given.ids,
            given.label,
            given.prediction,
            given.correct,
            given.score,
            given.logits,
            given.weight,
            Optional.empty(),
            given.slices,
            given.keep);
    return new StoreSpec(
        given.store.location,
        given.name,
        source,
        columns,
        given.partitions.map(OptionalInt::of).orElse(OptionalInt.empty()),
        given.overwrite);
  }

  private static String text(StoreSpec spec, StoreAddJob.Added added) {
    StoreManifest manifest = added.model().manifest();
    String what =
        added.wasThere()
            ? "%s is in %s already, made of the same predictions: nothing was written%n"
            : "Added %s to %s%n";
    return what.formatted(spec.name(), spec.store())
        + "  %,d rows in %d files, %s%n"
            .formatted(
                manifest.rows(), manifest.partitions().size(), StoreFolder.size(manifest.bytes()))
        + noted("%,d rows have no id%n", manifest.nullIdRows())
        + noted("%,d rows repeat an id%n", manifest.duplicateRows());
  }

  private static String noted(String text, long rows) {
    return rows == 0 ? "" : "  " + text.formatted(rows);
  }
}
