package org.flipcheck.gate;

import java.util.Locale;

/**
 * What a verdict means for the build that asked for it. It softens or sharpens an exit code, never
 * a verdict.
 *
 * @param onInconclusive what an inconclusive verdict counts as
 * @param advisory whether to report only, so that no verdict stops the build
 */
public record Enforcement(OnInconclusive onInconclusive, boolean advisory) {

  /** Exit code where the build may go on. */
  public static final int PASSES = 0;

  /** Exit code of a failed gate. */
  public static final int FAILS = 1;

  /** Exit code where the data do not decide. */
  public static final int UNDECIDED = 3;

  /** Every verdict counts as what it is. */
  public static final Enforcement FULL = new Enforcement(OnInconclusive.INCONCLUSIVE, false);

  /** What to do with a verdict that the data do not decide. */
  public enum OnInconclusive {
    /** It counts as a pass. */
    PASS,
    /** It counts as a failure. */
    FAIL,
    /** It has an exit code of its own. */
    INCONCLUSIVE;

    /**
     * The name used in files.
     *
     * @return the constant's name in lower case
     */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The exit code of a verdict.
   *
   * @param verdict the verdict of a gate
   * @return {@link #PASSES}, {@link #FAILS} or {@link #UNDECIDED}
   */
  public int exitCode(Verdict verdict) {
    return advisory ? PASSES : exitCodeInEarnest(verdict);
  }

  /**
   * The exit code that a verdict would have if this were not advisory.
   *
   * @param verdict the verdict of a gate
   * @return {@link #PASSES}, {@link #FAILS} or {@link #UNDECIDED}
   */
  public int exitCodeInEarnest(Verdict verdict) {
    return switch (verdict) {
      case PASS, NOT_JUDGED -> PASSES;
      case FAIL -> FAILS;
      case INCONCLUSIVE ->
          switch (onInconclusive) {
            case PASS -> PASSES;
            case FAIL -> FAILS;
            case INCONCLUSIVE -> UNDECIDED;
          };
    };
  }

  /**
   * Whether a finding is one that stops the build.
   *
   * @param finding what became of a rule
   * @return true if a gate with this finding alone has an exit code other than 0 because of it
   */
  public boolean stops(Finding finding) {
    return finding.counts() && exitCode(finding.verdict()) != PASSES;
  }
}
