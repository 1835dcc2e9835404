package org.flipcheck.spark;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Work that fills the staging directory of a run and commits it. */
@FunctionalInterface
interface StagedRun<T> {

  /** Does the work. */
  T run() throws IOException;

  /**
   * Does work that stages a run; whatever happens, even the end of the JVM, nothing half-written
   * stays.
   *
   * @throws BadInputException if nothing can be written there
   */
  static <T> T in(OutputDirectory output, StagedRun<T> work) {
    Thread cleaner = new Thread(output::discard, "flipcheck-discard-staging");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      output.begin();
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      output.discard();
      removeHook(cleaner);
    }
  }

  private static void removeHook(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and the hook does its work there.
    }
  }
}
