package org.flipcheck.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** How many threads mix weights; the same for every command that does. */
final class MixThreads {

  private static final int MOST = 8;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many mix; default: one for each processor, at most 8.")
  private int threads = Math.min(MOST, Runtime.getRuntime().availableProcessors());

  /** A number below 1 is a problem. */
  void check(List<String> problems) {
    if (threads < 1) {
      problems.add("--threads %d: at least 1".formatted(threads));
    }
  }

  int count() {
    return threads;
  }
}
