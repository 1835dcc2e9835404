package org.flipcheck.cli;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A process whose output goes to a file, and that does not outlive the test. */
final class LoggedProcess implements AutoCloseable {

  private static final int SHOWN_CHARACTERS = 6_000;
  private static final long POLL_MILLIS = 50;

  private final String name;
  private final Process process;
  private final Path log;

  private LoggedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a process. Settings of Spark and Hadoop in the environment of the test do not reach it.
   *
   * @param name what it is called in messages; its output is in {@code folder/name.log}
   * @param environment added to that of the test
   */
  static LoggedProcess start(
      String name, Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.matches("(SPARK|HADOOP|YARN|JDK_JAVA)_.*"));
    builder.environment().putAll(environment);
    return new LoggedProcess(name, builder.start(), log);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no log: %s)".formatted(e);
    }
  }

  /** The end of the output, for the message of a failed assertion. */
  String tail() {
    String text = log();
    return "---- %s ----%n%s"
        .formatted(name, text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS)));
  }

  /** Waits until the output has a match. */
  void awaitLog(String pattern, Duration limit) throws InterruptedException {
    Pattern compiled = Pattern.compile(pattern);
    await(
        "a line like " + pattern,
        limit,
        () -> compiled.matcher(log()).find() ? Optional.of(true) : Optional.empty());
  }

  /** Waits until something is there, while this process is alive. */
  <T> T await(String what, Duration limit, Supplier<Optional<T>> look) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (!alive || System.nanoTime() > deadline) {
        return fail(
            "%s: %s before there was %s%n%s",
            name, alive ? "more than " + limit : "ended", what, tail());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Waits for the end. */
  int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      fail("%s has not ended after %s%n%s", name, limit, tail());
    }
    return process.exitValue();
  }

  /** Asks it to end, as a person or a scheduler does: SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Kills it and all that it started, at once and without a last word: SIGKILL. */
  void kill() {
    // The children first: those of a dead parent are no longer found.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    children.forEach(child -> child.onExit().join());
  }

  @Override
  public void close() {
    kill();
  }
}
