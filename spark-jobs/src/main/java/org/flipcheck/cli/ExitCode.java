package org.flipcheck.cli;

import org.flipcheck.gate.Enforcement;
import org.flipcheck.report.ComparisonResult;
import org.flipcheck.report.ComparisonResult.GateSection;

/** The exit codes other programs rely on. */
final class ExitCode {

  /** The gate passed, or there was no policy. */
  static final int PASS = Enforcement.PASSES;

  /** The gate failed. */
  static final int FAIL = Enforcement.FAILS;

  /** Bad usage, configuration or input; nothing was judged. */
  static final int BAD_INPUT = 2;

  /** The data do not decide. */
  static final int INCONCLUSIVE = Enforcement.UNDECIDED;

  /** A defect of Flipcheck. */
  static final int INTERNAL_ERROR = 4;

  /** Ended by a signal; the JVM gives the signal's own code, which for Ctrl-C is this one. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** The exit code of a result: 0 where nothing was judged. */
  static int of(ComparisonResult result) {
    return result.gate().map(GateSection::exitCode).orElse(PASS);
  }
}
