package org.flipcheck.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * One run of {@code flipcheck demo} in this JVM, which all tests that read its output share.
 *
 * @param folder where its results lie
 * @param output what it printed
 * @param exitCode its exit code
 */
record DemoRun(Path folder, String output, int exitCode) {

  private static final DemoRun RUN = run();

  static DemoRun get() {
    return RUN;
  }

  private static DemoRun run() {
    // Tests run in two processes, and each has a run of its own.
    String fork = System.getProperty("flipcheck.fork", "");
    Path folder = Path.of("target", "demo-run" + fork).toAbsolutePath();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int exitCode = run(printed, "demo", "--out", folder.toString());
    return new DemoRun(folder, printed.toString(StandardCharsets.UTF_8), exitCode);
  }

  /** Runs a command and keeps what it prints. */
  static int run(ByteArrayOutputStream printed, String... args) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      return Flipcheck.run(args);
    } finally {
      System.setOut(out);
    }
  }
}
