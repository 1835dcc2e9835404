package org.flipcheck.cli;

import java.util.concurrent.Callable;
import org.flipcheck.spark.CompareSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares two models' predictions on Spark. */
@Command(
    name = "compare",
    header = "Compare two models' predictions, count what broke, judge it.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    sortOptions = false,
    customSynopsis = {
      "flipcheck compare --old PATH --new PATH --id COL --label COL --prediction COL --out DIR [OPTIONS]",
      "flipcheck compare --config FILE [OPTIONS]",
      ""
    },
    description = {
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
    CompareSpec comparison =
        new SpecBuilder(options, spec.commandLine().getParseResult()).build(verdict.enforcement());
    return EmbeddedRun.of(comparison, master);
  }
}
