package org.flipcheck.mend;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The user's own program that predicts: a command line for {@code sh} with places for what changes.
 *
 * @param template holds {@code {weights}}, {@code {data}} and {@code {out}}; paths are quoted when
 *     they are put in their places
 * @param timeout how long one run may take
 */
public record PredictCommand(String template, Duration timeout) {

  private static final List<String> PLACES = List.of("{weights}", "{data}", "{out}");
  private static final int TAIL_LINES = 10;
  private static final int TAIL_BYTES = 8192;

  /**
   * Checks the template.
   *
   * @throws MendException if a place is missing, or the time is not above zero
   */
  public PredictCommand {
    List<String> missing = PLACES.stream().filter(place -> !template.contains(place)).toList();
    if (!missing.isEmpty()) {
      throw new MendException(
          "the command has no %s: '%s'; write where the path goes, such as 'python predict.py --weights {weights} --data {data} --out {out}'"
              .formatted(String.join(" and no ", missing), template));
    }
    PLACES.stream()
        .filter(place -> isQuoted(template, place))
        .findFirst()
        .ifPresent(
            place -> {
              throw new MendException(
                  "the command has %s within quotes: '%s'; write it without, paths are quoted when they are put in"
                      .formatted(place, template));
            });
    if (timeout.isZero() || timeout.isNegative()) {
      throw new MendException(
          "the time limit of the command is %s, it must be above zero".formatted(timeout));
    }
  }

  private static boolean isQuoted(String template, String place) {
    char open = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (open != 0 && template.startsWith(place, i)) {
        return true;
      }
      if (c == '\\' && open != '\'') {
        i++;
      } else if (c == open) {
        open = 0;
      } else if (open == 0 && (c == '\'' || c == '"')) {
        open = c;
      }
    }
    return false;
  }

  /** The files that the command names and does not write, such as the program itself. */
  List<Path> files() {
    String read = template.replaceAll(">+\\s*('[^']*'|\"[^\"]*\"|\\S+)", " ");
    return Stream.of(read.split("[\\s'\"=;|&<>()]+", -1))
        .filter(word -> !word.isEmpty() && !PLACES.contains(word))
        .map(PredictCommand::path)
        .flatMap(Optional::stream)
        .filter(Files::isRegularFile)
        .distinct()
        .toList();
  }

  private static Optional<Path> path(String word) {
    try {
      return Optional.of(Path.of(word));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs the program.
   *
   * @param weights the model
   * @param data the examples
   * @param out where it writes its predictions
   * @param log takes what it prints
   * @throws MendException if it fails, takes too long, or writes nothing
   * @throws IOException if it cannot be started
   */
  void run(Path weights, Path data, Path out, Path log) throws IOException {
    String line = line(weights, data, out);
    Process process =
        new ProcessBuilder("sh", "-c", line)
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile())
            .start();
    Thread killer = new Thread(() -> kill(process));
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      await(process, line, log);
    } finally {
      kill(process);
      removeHook(killer);
    }
    if (!Files.isRegularFile(out)) {
      throw new MendException(
          "the command ended well but wrote no file {out}: %s%s".formatted(line, tail(log)));
    }
  }

  private void await(Process process, String line, Path log) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new MendException(
            "the command did not end within %s: %s; give it more time by --predict-timeout%s"
                .formatted(text(timeout), line, tail(log)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MendException("interrupted while it ran: %s".formatted(line));
    }
    if (process.exitValue() != 0) {
      throw new MendException(
          "the command failed with exit code %d: %s%s"
              .formatted(process.exitValue(), line, tail(log)));
    }
  }

  /** Places are found once, so that a path which looks like one stays what it is. */
  private String line(Path weights, Path data, Path out) {
    Map<String, Path> paths = Map.of("{weights}", weights, "{data}", data, "{out}", out);
    StringBuilder line = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      int from = at;
      String place =
          PLACES.stream().filter(p -> template.startsWith(p, from)).findFirst().orElse("");
      if (place.isEmpty()) {
        line.append(template.charAt(at++));
      } else {
        line.append(quoted(paths.get(place).toAbsolutePath().toString()));
        at += place.length();
      }
    }
    return line.toString();
  }

  private static String quoted(String path) {
    return "'" + path.replace("'", "'\\''") + "'";
  }

  private static String text(Duration time) {
    return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** A shell does not pass on to its children that it was killed. */
  private static void kill(Process process) {
    Stream<ProcessHandle> children = process.descendants();
    children.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook has run or will.
    }
  }

  private static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length())];
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      if (lines.isEmpty()) {
        return "; it printed nothing";
      }
      List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return "; it printed at the end:\n      " + String.join("\n      ", last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
