package org.flipcheck.cli;

import org.flipcheck.cli.ExitCode.OnInconclusive;
import org.flipcheck.report.ComparisonResult;
import picocli.CommandLine.Option;

/** How a verdict becomes an exit code; the same for every command that judges. */
final class VerdictOptions {

  @Option(
      names = "--on-inconclusive",
      paramLabel = "pass|fail",
      defaultValue = "inconclusive",
      description = "What an inconclusive verdict counts as; without it the exit code is 3.")
  private OnInconclusive onInconclusive = OnInconclusive.INCONCLUSIVE;

  @Option(
      names = "--advisory",
      description = "Report only: exit 0 where it would be 1 or 3. Errors stay errors.")
  private boolean advisory;

  /** The exit code of a result: 0 where nothing was judged. */
  int exitCode(ComparisonResult result) {
    return result
        .gate()
        .map(gate -> ExitCode.of(gate.report().verdict(), onInconclusive, advisory))
        .orElse(ExitCode.PASS);
  }
}
