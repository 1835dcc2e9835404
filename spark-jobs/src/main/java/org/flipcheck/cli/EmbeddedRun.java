package org.flipcheck.cli;

import org.apache.spark.sql.SparkSession;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.CompareJob;
import org.flipcheck.spark.CompareSpec;

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
  static int of(CompareSpec comparison, String master, VerdictOptions verdict) {
    boolean guest = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = Sessions.open(master, comparison);
    try {
      CompareJob.Finished finished = execute(spark, comparison);
      System.out.print(Terminal.summary(finished.result()));
      System.out.print(files(comparison.output().directory(), finished));
      return verdict.exitCode(finished.result());
    } catch (BadInputException e) {
      throw new Problems(e.problems());
    } finally {
      if (!guest) {
        spark.stop();
      }
    }
  }

  private static CompareJob.Finished execute(SparkSession spark, CompareSpec comparison) {
    try (Progress progress = Progress.start(spark)) {
      return new CompareJob(spark, comparison, progress::step).execute();
    }
  }

  private static String files(String directory, CompareJob.Finished finished) {
    String judged = finished.result().gate().isPresent() ? ", junit.xml" : "";
    return "%n%s %s%n  result.json, report.md%s%n  flips/   the examples that changed, one row each%n  counts/  cells and confusions (Parquet)%n"
        .formatted(
            finished.rejudged() ? "Judged again, nothing recounted:" : "Written to",
            directory,
            judged);
  }
}
