package org.flipcheck.cli;

import org.apache.spark.sql.SparkSession;
import org.flipcheck.gate.Enforcement;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line for callers in the same JVM that keep one session open over many runs. */
public final class InProcess {

  private InProcess() {}

  @Command(name = "compare")
  private static final class Parsed {
    @Mixin private final CompareOptions options = new CompareOptions();
  }

  /**
   * Opens the session that {@code flipcheck compare} would open for itself.
   *
   * @param line a command line that begins with {@code compare}
   * @return a session, which comparisons in this JVM then use and leave open
   */
  public static SparkSession openSession(String... line) {
    Parsed parsed = new Parsed();
    CommandLine.ParseResult result =
        new CommandLine(parsed)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(java.util.Arrays.copyOfRange(line, 1, line.length));
    return Sessions.open(null, new SpecBuilder(parsed.options, result).build(Enforcement.FULL));
  }

  /**
   * Runs a command line.
   *
   * @param line command and options
   * @throws IllegalStateException if its exit code is not 0
   */
  public static void run(String... line) {
    int code = Flipcheck.run(line);
    if (code != ExitCode.PASS) {
      throw new IllegalStateException(
          "flipcheck %s: exit code %d".formatted(String.join(" ", line), code));
    }
  }
}
