package org.flipcheck.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flipcheck.bench.Measures.Took;

/** A process that is started, watched and waited for. */
final class Child {

  private static final int LINES_OF_LOG = 15;

  private Child() {}

  /** Thrown where a process ended in another way than it should. */
  static final class FailedException extends IOException {
    private static final long serialVersionUID = 1;

    FailedException(int code, List<String> command, Path log) throws IOException {
      super("exit code %d: %s%n%s".formatted(code, name(command), tail(log)));
    }

    private static String name(List<String> command) {
      int main = command.indexOf("-cp") + 2;
      return String.join(" ", main > 1 ? command.subList(main, command.size()) : command);
    }

    private static String tail(Path log) throws IOException {
      List<String> lines = List.of(Files.readString(log, StandardCharsets.UTF_8).split("\n"));
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }
  }

  /**
   * The command of a JVM with this one's class path and what Spark needs opened.
   *
   * @param options more options of the JVM
   * @param main the main class
   * @param args its arguments
   */
  static List<String> java(List<String> options, Class<?> main, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            arg ->
                arg.startsWith("--add-opens=")
                    || arg.startsWith("-Djdk.reflect")
                    || arg.startsWith("-Dlog4j2."))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    return command;
  }

  /**
   * Runs a command to its end.
   *
   * @param command what to run
   * @param environment more variables
   * @param log where its output goes
   * @return its time from start to exit, and its peak of memory
   * @throws FailedException if its exit code is not 0
   */
  static Measures run(List<String> command, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Meant for this JVM; the child has its own options.
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().putAll(environment);
    Measures measures = new Measures();
    long start = System.nanoTime();
    Process process = builder.start();
    Duration cpu = Duration.ZERO;
    try {
      do {
        measures.addPeak(Measures.peakOf(Long.toString(process.pid())));
        cpu = process.info().totalCpuDuration().orElse(cpu);
      } while (!process.waitFor(50, TimeUnit.MILLISECONDS));
    } finally {
      process.destroy();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    measures.add(Measures.Step.PROCESS, new Took(seconds, cpu.toMillis() / 1e3));
    if (process.exitValue() != 0) {
      throw new FailedException(process.exitValue(), command, log);
    }
    return measures;
  }
}
