package org.flipcheck.cli;

import org.flipcheck.gate.Verdict;

/** The exit codes other programs rely on. */
final class ExitCode {

  /** The gate passed, or there was no policy. */
  static final int PASS = 0;

  /** The gate failed. */
  static final int FAIL = 1;

  /** Bad usage, configuration or input; nothing was judged. */
  static final int BAD_INPUT = 2;

  /** The data do not decide. */
  static final int INCONCLUSIVE = 3;

  /** A defect of Flipcheck. */
  static final int INTERNAL_ERROR = 4;

  /** Ended by a signal; the JVM gives the signal's own code, which for Ctrl-C is this one. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** What to do with a verdict that the data do not decide. */
  enum OnInconclusive {
    PASS,
    FAIL,
    INCONCLUSIVE
  }

  /**
   * The exit code of a verdict.
   *
   * @param onInconclusive what an inconclusive verdict counts as
   * @param advisory whether to report only: 0 for 1 and 3
   */
  static int of(Verdict verdict, OnInconclusive onInconclusive, boolean advisory) {
    int code =
        switch (verdict) {
          case PASS, NOT_JUDGED -> PASS;
          case FAIL -> FAIL;
          case INCONCLUSIVE ->
              switch (onInconclusive) {
                case PASS -> PASS;
                case FAIL -> FAIL;
                case INCONCLUSIVE -> INCONCLUSIVE;
              };
        };
    return advisory ? PASS : code;
  }
}
