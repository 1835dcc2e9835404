package org.flipcheck.spark.arrow;

import java.io.IOException;
import org.apache.arrow.memory.OutOfMemoryException;

/** Tells what the libraries throw on a damaged file as the problem of that file. */
final class Damage {

  private Damage() {}

  /** Something that reads a file. */
  interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Reads, and turns whatever goes wrong into an {@link IOException} that names the file.
   *
   * @param file its path
   */
  static <T> T guard(String file, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (UnsupportedOperationException e) {
      throw new ArrowFileException(
          file,
          "has a column of a type that this Arrow library does not know (%s); leave that column out, or write it as text or numbers"
              .formatted(e.getMessage()),
          e);
    } catch (OutOfMemoryException e) {
      throw tooLarge(file, e);
    } catch (RuntimeException | StackOverflowError e) {
      throw ArrowFileException.damaged(file, "its metadata contradict each other", e);
    } catch (OutOfMemoryError e) {
      if (String.valueOf(e.getMessage()).contains("irect")) {
        throw tooLarge(file, e);
      }
      throw e;
    }
  }

  private static ArrowFileException tooLarge(String file, Throwable cause) {
    return new ArrowFileException(
        file,
        "has a record batch that is larger than the memory there is; write it again in smaller record batches, or give more memory",
        cause);
  }
}
