package org.flipcheck.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flipcheck.report.Beside;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ReportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells a finished comparison in another form: no Spark, no judgement. */
@Command(
    name = "report",
    header = "Tell a finished comparison in another form, without Spark.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Flipcheck.Version.class,
    description = {
      "Renders a result.json for people and machines. It judges nothing: what a rendering says is the"
          + " verdict that the result holds, and the exit code is 0 when all was written.",
      "",
      "Formats:",
      "  text            what compare prints; the default",
      "  markdown        report.md",
      "  html            report.html, one page that loads nothing; shows the flipped examples where",
      "                  flips/ stands beside the result, and candidates where mend.json does",
      "  junit           JUnit XML, a test case for each rule on each slice",
      "  github-summary  for $$GITHUB_STEP_SUMMARY, below 1,000,000 bytes",
      "  pr-comment      for a pull request, below 60,000 bytes; a hidden first line marks it",
      "  prometheus      gauges in Prometheus' text format",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flipcheck report --result runs/v7/result.json --format pr-comment --out comment.md",
      "  flipcheck report --result runs/v7/result.json --format html --out v7.html",
      "  flipcheck report --result runs/v7/result.json \\",
      "    --format junit=junit.xml --format prometheus=flips.prom",
      "",
      "Exit codes: 0 written, 2 bad usage or input (nothing written), 4 internal error."
    })
final class ReportCommand implements Callable<Integer> {

  @Mixin private ResultOption result = new ResultOption();

  @Option(
      names = "--format",
      paramLabel = "FORMAT[=FILE]",
      description =
          "The form, and the file it goes to; may be given several times, then each with a file.")
  private List<String> formats = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the one format without a file goes (default: standard output).")
  private Optional<String> out = Optional.empty();

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    Renderings files = new Renderings(result.file(), Optional.empty());
    List<ReportFormat> unplaced =
        files.addAll(formats.isEmpty() ? List.of(ReportFormat.TEXT.key()) : formats, problems);
    checkPlaces(unplaced, problems);
    if (unplaced.size() == 1) {
      out.ifPresent(file -> files.add(unplaced.get(0), file, problems));
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    ComparisonResult finished = result.read();
    files.write(finished, () -> result.beside(finished));
    if (out.isEmpty()) {
      unplaced.forEach(format -> print(format, finished, result));
      if (System.out.checkError()) {
        throw new Problems(
            "standard output: cannot be written, so nobody has seen the report; give it a file by --out");
      }
    }
    return ExitCode.PASS;
  }

  private void checkPlaces(List<ReportFormat> unplaced, List<String> problems) {
    if (unplaced.size() > 1) {
      problems.add(
          "--format %s: one place cannot hold %d formats; give FORMAT=FILE"
              .formatted(
                  String.join(", ", unplaced.stream().map(ReportFormat::key).toList()),
                  unplaced.size()));
    }
    if (unplaced.isEmpty() && problems.isEmpty() && out.isPresent()) {
      problems.add(
          "--out %s: every format has a file already; leave one of them out".formatted(out.get()));
    }
  }

  /** As UTF-8 whatever the locale, except for a terminal. */
  private static void print(ReportFormat format, ComparisonResult finished, ResultOption result) {
    if (format == ReportFormat.TEXT) {
      System.out.print(Terminal.summary(finished));
      return;
    }
    Beside beside = format == ReportFormat.HTML ? result.beside(finished) : Beside.NOTHING;
    byte[] bytes = format.render(finished, beside).getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
  }
}
