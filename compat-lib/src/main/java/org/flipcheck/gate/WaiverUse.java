package org.flipcheck.gate;

import java.util.Locale;

/**
 * What became of a waiver.
 *
 * @param waiver the waiver
 * @param state whether it held and was needed
 * @param forgiven how many findings, or flips of protected examples, it forgave, ≥ 0
 */
public record WaiverUse(Waiver waiver, State state, long forgiven) {

  /** Whether a waiver held and was needed. */
  public enum State {
    /** It forgave something. */
    USED,
    /** It holds, and there was nothing to forgive. */
    UNUSED,
    /** Its last day is over. */
    EXPIRED;

    /**
     * The name used in files.
     *
     * @return the constant's name in lower case
     */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
