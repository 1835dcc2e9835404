package org.flipcheck.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      Path folder = Files.createDirectories(Path.of("target")).resolve("demo-run").toAbsolutePath();
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      int exitCode = Flipcheck.run("demo", "--out", folder.toString());
      return new DemoRun(folder, printed.toString(StandardCharsets.UTF_8), exitCode);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      System.setOut(out);
    }
  }
}
