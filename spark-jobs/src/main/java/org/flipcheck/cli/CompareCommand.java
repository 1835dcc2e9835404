package org.flipcheck.cli;

import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.flipcheck.spark.BadInputException;
import org.flipcheck.spark.CompareJob;
import org.flipcheck.spark.CompareSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares two models' predictions on Spark. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    sortOptions = false,
    description = {
      "",
      "Pairs old and new predictions by example id, finds what broke, counts it overall and by slice,"
          + " and judges it by a policy.",
      "",
      "Every option is also a key of --config FILE (YAML or JSON, _ for -); options given here win."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck compare --old v6.parquet --new v7.parquet --id example_id \\",
      "    --label label --prediction prediction --slice country --policy conf/policy.yaml --out runs/v7",
      "  flipcheck compare --config conf/compare.yaml --new v8.parquet --out runs/v8",
      "",
      "Exit codes: 0 pass, 1 fail, 2 bad usage or input (nothing judged), 3 inconclusive, 4 internal error."
    })
final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** Read by {@link ConfigFile} before the options are parsed; declared here for the help. */
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = -2,
      description = "Read options from a YAML or JSON file.")
  private String config;

  @Option(
      names = "--master",
      paramLabel = "URL",
      order = -1,
      description = "Spark master; local[*] unless spark-submit says otherwise.")
  private String master;

  @Mixin private final CompareOptions options = new CompareOptions();
  @Mixin private final VerdictOptions verdict = new VerdictOptions();

  @Override
  public Integer call() {
    CompareSpec comparison = new SpecBuilder(options, spec.commandLine().getParseResult()).build();
    return run(comparison, master, verdict);
  }

  /** Runs a comparison and prints what came of it. */
  static int run(CompareSpec comparison, String master, VerdictOptions verdict) {
    SparkSession spark = Sessions.open(master, comparison);
    try {
      CompareJob.Finished finished = execute(spark, comparison);
      System.out.print(Terminal.summary(finished.result()));
      System.out.print(Files.describe(comparison.output().directory(), finished));
      return verdict.exitCode(finished.result());
    } catch (BadInputException e) {
      throw new Problems(e.problems());
    } finally {
      spark.stop();
    }
  }

  private static CompareJob.Finished execute(SparkSession spark, CompareSpec comparison) {
    try (Progress progress = Progress.start(spark)) {
      return new CompareJob(spark, comparison, progress::step).execute();
    }
  }

  /** Names the files of a run. */
  private static final class Files {
    static String describe(String directory, CompareJob.Finished finished) {
      String judged = finished.result().gate().isPresent() ? ", junit.xml" : "";
      return "%n%s %s%n  result.json, report.md%s%n  flips/   the examples that changed, one row each (Parquet)%n  counts/  cells and confusions (Parquet)%n"
          .formatted(
              finished.rejudged() ? "Judged again, nothing recounted:" : "Written to",
              directory,
              judged);
    }
  }
}
