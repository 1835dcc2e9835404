package org.flipcheck.cli;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.CompareJob;
import org.flipcheck.spark.CompareSpec;
import org.flipcheck.spark.CompareSpec.Output;
import org.flipcheck.spark.MergeJob;
import org.flipcheck.spark.MergeSpec;

/**
 * Runs a comparison in a session of its own, or in the one that is there already, which then stays
 * open. Apart from the command, so that help needs no Spark.
 */
final class EmbeddedRun {

  private EmbeddedRun() {}

  /**
   * Runs a comparison and prints what came of it.
   *
   * @param master Spark master, or null to leave it to spark-submit or the embedded session
   * @return the exit code
   */
  static int of(CompareSpec comparison, String master) {
    return run(
        () -> Sessions.open(master, comparison),
        (spark, progress) -> new CompareJob(spark, comparison, progress::step).execute(),
        comparison.output());
  }

  /**
   * Runs a merge and prints what came of it.
   *
   * @param master Spark master, or null to leave it to spark-submit or the embedded session
   * @return the exit code
   */
  static int of(MergeSpec merge, String master) {
    return run(
        () -> Sessions.open(master, "merge", merge.runs(), false),
        (spark, progress) -> new MergeJob(spark, merge, progress::step).execute(),
        merge.output());
  }

  private static int run(
      Supplier<SparkSession> session,
      BiFunction<SparkSession, Progress, CompareJob.Finished> job,
      Output output) {
    boolean guest = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = session.get();
    try {
      CompareJob.Finished finished = execute(spark, job);
      System.out.print(Terminal.summary(finished.result()));
      System.out.print(files(output.directory(), finished));
      return ExitCode.of(finished.result());
    } catch (BadInputException e) {
      throw new Problems(e.problems());
    } finally {
      if (!guest) {
        spark.stop();
      }
    }
  }

  private static CompareJob.Finished execute(
      SparkSession spark, BiFunction<SparkSession, Progress, CompareJob.Finished> job) {
    try (Progress progress = Progress.start(spark)) {
      return job.apply(spark, progress);
    }
  }

  private static String files(String directory, CompareJob.Finished finished) {
    String judged = finished.result().gate().isPresent() ? ", junit.xml" : "";
    return "%n%s %s%n  report.html, report.md, result.json%s%n  flips/   the examples that changed, one row each%n  counts/  cells and confusions (Parquet)%n"
        .formatted(
            finished.rejudged() ? "Judged again, nothing recounted:" : "Written to",
            directory,
            judged);
  }
}
