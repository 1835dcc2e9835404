package org.flipcheck.cli;

import org.flipcheck.gate.Enforcement;
import org.flipcheck.gate.Enforcement.OnInconclusive;
import picocli.CommandLine.Option;

/** What a verdict means for the build; the same for every command that judges. */
final class VerdictOptions {

  @Option(
      names = "--on-inconclusive",
      paramLabel = "pass|fail",
      defaultValue = "inconclusive",
      description = "What an inconclusive verdict counts as; without it the exit code is 3.")
  private OnInconclusive onInconclusive = OnInconclusive.INCONCLUSIVE;

  @Option(
      names = "--advisory",
      description =
          "Report only: exit 0 where it would be 1 or 3, and say so everywhere. Errors stay errors.")
  private boolean advisory;

  Enforcement enforcement() {
    return new Enforcement(onInconclusive, advisory);
  }
}
