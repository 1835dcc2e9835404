package org.flipcheck.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.flipcheck.gate.Gate;
import org.flipcheck.gate.GateReport;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.GateSection;
import org.flipcheck.report.ComparisonResult.Input;
import org.flipcheck.report.PolicyFile;
import org.flipcheck.report.ReportFormat;
import org.flipcheck.report.ResultEvidence;
import org.flipcheck.report.ResultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges a finished comparison again: no Spark, no examples, well under a second. */
@Command(
    name = "gate",
    header = "Judge a finished comparison again, without Spark.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Judges a finished comparison by a policy, from its result.json alone.",
      "",
      "For release gates: the exit code of a job on a cluster cannot be trusted, this one can."
          + " Nothing but a result that is there, readable, recent and the expected one gives 0."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  flipcheck gate --result runs/v7/result.json --policy conf/policy.yaml \\",
      "    --expect-old v6 --expect-new v7 --max-age 24h --junit gate.xml",
      "",
      "What a finding does to the build; the gravest one decides:",
      "  verdict       severity    exit code  JUnit element               build",
      "  PASS          fail, warn  0          none, a passed test case    passes",
      "  FAIL          fail        1          failure, type fail          fails",
      "  FAIL          warn        0          skipped                     passes",
      "  INCONCLUSIVE  fail        3          failure, type inconclusive  fails",
      "  INCONCLUSIVE  warn        0          skipped                     passes",
      "  not judged    fail, warn  0          skipped                     passes",
      "A waived finding counts as one of severity warn.",
      "If nothing was judged at all, the verdict is INCONCLUSIVE, a failure of its own in JUnit.",
      "--on-inconclusive pass makes 3 a 0 and the failure skipped; --on-inconclusive fail makes 3 a 1.",
      "--advisory makes 1 and 3 a 0 and every failure skipped; result.json keeps the verdict.",
      "Bad usage or input is always 2 and an internal error 4, and nothing is written then."
    })
final class GateCommand implements Callable<Integer> {

  /** How far a clock elsewhere may run ahead. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  @Mixin private ResultOption result = new ResultOption();

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      description = "The rules, in YAML or JSON.")
  private Path policy;

  @Option(
      names = "--expect-old",
      paramLabel = "NAME",
      description = "Refuse a result whose old model has another name or fingerprint.")
  private Optional<String> expectOld = Optional.empty();

  @Option(
      names = "--expect-new",
      paramLabel = "NAME",
      description = "Refuse a result whose new model has another name or fingerprint.")
  private Optional<String> expectNew = Optional.empty();

  @Option(
      names = "--expect-run",
      paramLabel = "ID",
      description = "Refuse the result of another run.")
  private Optional<String> expectRun = Optional.empty();

  @Option(
      names = "--max-age",
      paramLabel = "AGE",
      description = "Refuse an older result: 90m, 24h, 7d.")
  private Optional<String> maxAge = Optional.empty();

  @Option(
      names = "--max-unmatched",
      paramLabel = "SHARE",
      description = "Largest allowed share of examples without a partner; wins over the policy.")
  private Optional<Double> maxUnmatched = Optional.empty();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write the findings as JUnit XML; short for --format junit=FILE.")
  private Optional<String> junit = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Also write the report as Markdown; short for --format markdown=FILE.")
  private Optional<String> markdown = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT=FILE",
      description = "Also write this judgement in a form of flipcheck report; may be repeated.")
  private List<String> formats = new ArrayList<>();

  @Mixin private VerdictOptions verdict = new VerdictOptions();

  @Override
  public Integer call() throws IOException {
    Renderings files = files();
    List<String> problems = new ArrayList<>();
    Optional<PolicyFile> read = PolicyReading.of(policy, problems);
    if (read.isEmpty()) {
      throw new Problems(problems);
    }
    PolicyFile rules = read.get();
    ComparisonResult finished = result.read();
    checkExpectations(finished);
    ComparisonResult judged = judge(finished, rules);
    files.write(judged, () -> result.beside(judged));
    System.out.print(Terminal.summary(judged));
    return ExitCode.of(judged);
  }

  private Renderings files() {
    List<String> problems = new ArrayList<>();
    Renderings files = new Renderings(result.file(), Optional.of(policy));
    junit.ifPresent(file -> files.add(ReportFormat.JUNIT, file, problems));
    markdown.ifPresent(file -> files.add(ReportFormat.MARKDOWN, file, problems));
    for (ReportFormat format : files.addAll(formats, problems)) {
      problems.add("--format %s: names no file; give FORMAT=FILE".formatted(format.key()));
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return files;
  }

  private void checkExpectations(ComparisonResult finished) {
    List<String> problems = new ArrayList<>();
    expectModel("old", expectOld, finished.inputs().oldModel(), problems);
    expectModel("new", expectNew, finished.inputs().newModel(), problems);
    expectRun
        .filter(id -> !id.equals(finished.run().id()))
        .ifPresent(
            id ->
                problems.add(
                    "the result is of run %s, expected %s: judge the file that run wrote"
                        .formatted(finished.run().id(), id)));
    maxAge.ifPresent(limit -> checkAge(limit, finished.run().createdAt(), problems));
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
  }

  private static void expectModel(
      String side, Optional<String> expected, Input input, List<String> problems) {
    expected
        .filter(name -> !name.equals(input.name()) && !name.equals(input.fingerprint()))
        .ifPresent(
            name ->
                problems.add(
                    "the %s model of the result is '%s', expected '%s': judge the result of that comparison"
                        .formatted(side, input.name(), name)));
  }

  private static void checkAge(String limit, Instant created, List<String> problems) {
    Optional<Duration> parsed = Age.parse(limit);
    if (parsed.isEmpty()) {
      problems.add("--max-age %s: is not an age such as 90m, 24h or 7d".formatted(limit));
      return;
    }
    Duration most = parsed.get();
    Duration age = Duration.between(created, Clock.systemUTC().instant());
    if (age.compareTo(most) > 0) {
      problems.add(
          "the result was written %s, more than %s ago: compare again".formatted(created, limit));
    } else if (age.plus(CLOCK_SKEW).isNegative()) {
      problems.add(
          "the result says it was written %s, which is in the future: check the clocks"
              .formatted(created));
    }
  }

  private ComparisonResult judge(ComparisonResult finished, PolicyFile rules) throws IOException {
    try {
      ResultEvidence evidence = ResultEvidence.open(finished, result.folder(), rules.policy());
      GateReport report = Gate.judge(rules.policy(), unmatchedLimit(finished), evidence);
      return finished.withGate(new GateSection(rules.fingerprint(), report, verdict.enforcement()));
    } catch (ResultException e) {
      throw new Problems(e.getMessage());
    }
  }

  /** This command's flag, else the flag the comparison was run with. */
  private OptionalDouble unmatchedLimit(ComparisonResult finished) {
    if (maxUnmatched.isPresent()) {
      return OptionalDouble.of(maxUnmatched.get());
    }
    Object recorded = finished.run().config().get("max_unmatched");
    return recorded == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(recorded.toString()));
  }
}
