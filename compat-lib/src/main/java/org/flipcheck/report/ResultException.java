package org.flipcheck.report;

import java.io.IOException;

/**
 * A result that cannot be used: not JSON, truncated, of another layout, or at odds with itself. The
 * message is one sentence that names the file and the field.
 */
public final class ResultException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A problem of one file.
   *
   * @param message one sentence for people
   */
  public ResultException(String message) {
    super(message);
  }
}
