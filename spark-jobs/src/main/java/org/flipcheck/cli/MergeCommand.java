package org.flipcheck.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.flipcheck.spark.CompareSpec.FlipsFormat;
import org.flipcheck.spark.CompareSpec.Output;
import org.flipcheck.spark.CompareSpec.PolicyText;
import org.flipcheck.spark.MergeSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds up finished comparisons on Spark, without their examples. */
@Command(
    name = "merge",
    header = "Add up finished comparisons (days, shards) without reading examples again.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    sortOptions = false,
    customSynopsis = {"flipcheck merge RUN_DIR RUN_DIR... --out DIR [OPTIONS]", ""},
    description = {
      "Adds the counts of comparisons that were made by the same settings on different examples. The"
          + " result is that of one comparison over all of them, to the last digit, and may be merged"
          + " again. Runs that share examples, or were counted differently, are refused.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  flipcheck merge runs/monday runs/tuesday runs/wednesday \\",
      "    --policy conf/policy.yaml --out runs/week",
      "",
      "Exit codes: 0 pass, 1 fail, 2 bad usage or input (nothing judged), 3 inconclusive, 4 internal error."
    })
final class MergeCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "RUN_DIR",
      description = "The --out folder of a finished comparison or merge; two or more.")
  private List<String> runs = new ArrayList<>();

  /** Read by {@link ConfigFile} before the options are parsed; declared here for the help. */
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read options from a YAML or JSON file.")
  private String config;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master; local[*] unless spark-submit says otherwise.")
  private String master;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The rules of the gate; without it nothing is judged.")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--max-unmatched",
      paramLabel = "SHARE",
      description =
          "Largest allowed share of examples that only one side has (default 0, or the policy's);"
              + " above it the verdict is inconclusive.")
  private Optional<Double> maxUnmatched = Optional.empty();

  @Option(
      names = "--old-name",
      paramLabel = "NAME",
      description = "What reports call the old model, where the runs call it differently.")
  private Optional<String> oldName = Optional.empty();

  @Option(names = "--new-name", paramLabel = "NAME", description = "The same for the new model.")
  private Optional<String> newName = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where result.json, report.html, report.md, junit.xml, flips/ and counts/ go.")
  private Optional<String> out = Optional.empty();

  @Option(
      names = "--overwrite",
      description =
          "Replace another finished run there. The same merge is judged again without it.")
  private boolean overwrite;

  @Option(
      names = "--flips-format",
      paramLabel = "parquet|arrow",
      defaultValue = "parquet",
      description = "How flips/ is written, whatever the runs have.")
  private FlipsFormat flipsFormat = FlipsFormat.PARQUET;

  @Mixin private final VerdictOptions verdict = new VerdictOptions();

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    if (runs.size() < 2) {
      problems.add(
          "%d RUN_DIR given: name the folders of at least two finished runs"
              .formatted(runs.size()));
    }
    if (out.isEmpty()) {
      problems.add("--out DIR is missing: where the results go");
    }
    maxUnmatched
        .filter(share -> !(share >= 0 && share <= 1))
        .ifPresent(
            share ->
                problems.add(
                    "--max-unmatched %s: must be a share from 0 to 1 (0.02 is 2%%)"
                        .formatted(share)));
    Optional<PolicyText> rules = PolicyChoice.read(policy, problems);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    MergeSpec merge =
        new MergeSpec(
            runs,
            oldName,
            newName,
            rules,
            maxUnmatched.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            verdict.enforcement(),
            new Output(out.orElseThrow(), overwrite, flipsFormat));
    return EmbeddedRun.of(merge, master);
  }
}
