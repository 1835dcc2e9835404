package org.flipcheck.spark.arrow;

import java.io.IOException;

/** An Arrow file that cannot be read, or not as it was asked for. */
public final class ArrowFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String problem;

  /**
   * Names the file and what is wrong with it.
   *
   * @param file its path
   * @param problem what is wrong and what to do, to be read after the file's name
   */
  public ArrowFileException(String file, String problem) {
    this(file, problem, null);
  }

  /**
   * Names the file, what is wrong with it, and how that showed.
   *
   * @param file its path
   * @param problem what is wrong and what to do, to be read after the file's name
   * @param cause what was thrown; null for none
   */
  public ArrowFileException(String file, String problem, Throwable cause) {
    super(file + " " + problem, cause);
    this.file = file;
    this.problem = problem;
  }

  /** The problem of a file that is cut short or overwritten. */
  static ArrowFileException damaged(String file, String what, Throwable cause) {
    return new ArrowFileException(
        file,
        "cannot be read to its end (%s); the file is damaged or cut short, write it again"
            .formatted(what),
        cause);
  }

  /**
   * The file.
   *
   * @return its path
   */
  public String file() {
    return file;
  }

  /**
   * The problem, without the file.
   *
   * @return what is wrong and what to do, to be read after the file's name
   */
  public String problem() {
    return problem;
  }
}
